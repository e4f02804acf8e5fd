import { writeFileSync } from 'node:fs'
import { folder, languagesModule, languageTags } from './word-list.ts'

writeFileSync(new URL('languages.ts', folder), languagesModule(languageTags()))
