import type { Test } from 'tap'
import { fc } from '../property.ts'

/** Asserts that a property holds for many inputs, as one assertion; a failure shows the smallest counterexample. */
export function holds<Input>(
  t: Test,
  inputs: fc.Arbitrary<Input>,
  property: (input: Input) => boolean,
  numRuns = 100,
): void {
  t.doesNotThrow(() => fc.assert(fc.property(inputs, property), { numRuns }))
}
