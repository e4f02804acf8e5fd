import { importerContract } from '../../contract/importer.ts'
import { ghostFamily } from './family.ts'

importerContract(ghostFamily)
