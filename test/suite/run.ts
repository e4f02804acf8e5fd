import root from 'tap'
import { filesOf, type Suite } from './suites.ts'

/**
 * Runs the test files of a suite in one process: starting a process and loading the application for each file takes
 * longer than most of the tests. Each file runs alone too: `node test/http/article.test.ts`.
 */
export function runSuite(suite: Suite): void {
  // The tests of the files wait in the queue until this one ends. A file must not wait for its tests while it loads.
  root.test(`the files of the suite ${suite} load`, async t => {
    for (const file of filesOf(suite)) await t.resolves(import(file), file)
    // A file may have set the limit for its own tests; it is the limit of the whole process.
    root.setTimeout(1_200_000)
  })
}
