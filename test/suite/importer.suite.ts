import { runSuite } from './run.ts'

runSuite('importer')
