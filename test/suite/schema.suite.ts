import { runSuite } from './run.ts'

runSuite('schema')
