import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import root from 'tap'
import { filesOf, type Suite } from './suites.ts'

/**
 * Runs the test files of a suite in one process: starting a process and loading the application for each file takes
 * longer than most of the tests. Each file runs alone too: `node test/http/article.test.ts`.
 */
export function runSuite(suite: Suite): void {
  const folder = memoryFolder()
  if (folder !== undefined) {
    // The folders of all tests are named after this one.
    root.testdirName = join(folder, suite)
    // tap enters the parent of a folder that it removes, if the folder is not below the one of the process.
    const start = process.cwd()
    root.beforeEach(() => process.chdir(start))
  }
  // The tests of the files wait in the queue until this one ends. A file must not wait for its tests while it loads.
  root.test(`the files of the suite ${suite} load`, async t => {
    for (const file of filesOf(suite)) await t.resolves(import(file), file)
    // A file may have set the limit for its own tests; it is the limit of the whole process.
    root.setTimeout(1_200_000)
  })
}

/** Free bytes that the file system in memory must have. Containers often have too few. */
const leastFree = 1_073_741_824

/** A new folder in memory, where a commit does not wait for the disk. Undefined where the system has none. */
function memoryFolder(): string | undefined {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return undefined
  const { bavail, bsize } = statfsSync(memory)
  if (bavail * bsize < leastFree) return undefined
  const folder = mkdtempSync(join(memory, 'offprint-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
