import { importerContract } from '../../contract/importer.ts'
import { htmlFamily } from './family.ts'

importerContract(htmlFamily)
