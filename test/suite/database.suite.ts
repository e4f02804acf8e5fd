import { runSuite } from './run.ts'

runSuite('database')
