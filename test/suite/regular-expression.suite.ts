import { runSuite } from './run.ts'

runSuite('regular-expression')
