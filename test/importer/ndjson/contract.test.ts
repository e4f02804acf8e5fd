import { importerContract } from '../../contract/importer.ts'
import { ndjsonFamily } from './family.ts'

importerContract(ndjsonFamily)
