import { runSuite } from './run.ts'

runSuite('delivery')
