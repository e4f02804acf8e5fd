import { runSuite } from './run.ts'

runSuite('store')
