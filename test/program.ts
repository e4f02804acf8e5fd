import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The program of the checkout, for tests that depend on its modules or its memory. */
export const checkout = resolve(root, 'bin/offprint.js')

/**
 * The program that tests start in a new process: that of the checkout, or the one that `TEST_PROGRAM` names.
 * `npm run test:full` names a built package, which starts in two thirds of the time.
 */
export const program = resolve(root, process.env['TEST_PROGRAM'] ?? checkout)
