import { runSuite } from './run.ts'

runSuite('api-editorial')
