import { runSuite } from './run.ts'

runSuite('http')
