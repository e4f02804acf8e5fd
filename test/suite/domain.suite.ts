import { runSuite } from './run.ts'

runSuite('domain')
