import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The program that tests start in a new process: that of the checkout, or the one that `TEST_PROGRAM` names.
 * `npm run test:full` names a built package, which starts in two thirds of the time.
 */
export const program = resolve(root, process.env['TEST_PROGRAM'] ?? 'bin/offprint.js')
