import { importerContract } from '../../contract/importer.ts'
import { feedFamily } from './family.ts'

importerContract(feedFamily)
