import { importerContract } from '../../contract/importer.ts'
import { markdownFamily } from './family.ts'

importerContract(markdownFamily)
