import { runSuite } from './run.ts'

runSuite('contract')
