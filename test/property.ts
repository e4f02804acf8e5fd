import fc from 'fast-check'

/**
 * Property tests import fast-check from this module, so that every run checks the same values. `SEED` chooses others,
 * and `RUNS` multiplies their number.
 */
const { SEED, RUNS } = process.env
const factor = Number(RUNS ?? 1)

fc.configureGlobal({ seed: Number(SEED ?? 20_261_122), numRuns: 100 * factor })

/** The number of values of a property that is slow to check: few in `npm test`, more in `npm run test:full`. */
export function runs(few: number): number {
  return few * factor
}

export { fc }
