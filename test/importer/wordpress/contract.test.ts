import { importerContract } from '../../contract/importer.ts'
import { wordpressFamily } from './family.ts'

importerContract(wordpressFamily)
