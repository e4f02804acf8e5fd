import { runSuite } from './run.ts'

runSuite('api-delivery')
