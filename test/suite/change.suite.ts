import { runSuite } from './run.ts'

runSuite('change')
