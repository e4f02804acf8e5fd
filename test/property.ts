import fc from 'fast-check'

/**
 * Property tests import fast-check from this module, so that every run checks the same values. `SEED` chooses others,
 * and `RUNS` how many values the properties check that do not say how many.
 */
const { SEED, RUNS } = process.env

fc.configureGlobal({ seed: Number(SEED ?? 20_261_122), ...(RUNS && { numRuns: Number(RUNS) }) })

export { fc }
