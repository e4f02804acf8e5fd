import { importerContract } from '../../contract/importer.ts'
import { textFamily } from './family.ts'

importerContract(textFamily)
