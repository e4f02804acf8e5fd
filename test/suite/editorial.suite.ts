import { runSuite } from './run.ts'

runSuite('editorial')
