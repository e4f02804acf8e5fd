import { basename, dirname, join } from 'node:path'
import root from 'tap'

/**
 * Runs the test files of its arguments, such as `http/article`, in one process: to load the application and to create a
 * database for each file takes as long as many of the tests.
 */
const files = process.argv.slice(2)
// Not named after all files, which would be too long, nor after this module: another process runs it at the same time.
root.testdirName = join(dirname(root.testdirName), `postgres-http-${basename(files[0] ?? '')}`)
const start = process.cwd()
// tap enters the parent of a folder that it removes, if the folder is not below the one of the process.
root.beforeEach(() => process.chdir(start))

// The tests of the files wait in the queue until this one ends. A file must not wait for its tests while it loads.
root.test('the files load', async t => {
  for (const file of files) await t.resolves(import(`../${file}.test.ts`), file)
  // A file may have set the limit for its own tests; it is the limit of the whole process.
  root.setTimeout(1_200_000)
})
