import { createTakeFirst } from '../access/take-first.ts'

/** Which groups changed lately, for fills that began before. */
export type Passed = {
  note(groups: readonly string[], seq: number): void
  /** Whether one of the groups changed after `seq`; true where that is no longer known. */
  isPast(groups: readonly string[], seq: number): boolean
}

/** @param most groups remembered */
export function createPassed(most = 10_000): Passed {
  const last = new Map<string, number>()
  const takeOldest = createTakeFirst(() => last.entries())
  let floor = 0
  return {
    note(groups, seq) {
      for (const name of groups) {
        // Anew, so that the map stands in the order of change.
        last.delete(name)
        last.set(name, seq)
      }
      while (last.size > most) {
        const [name = '', at = seq] = takeOldest() ?? []
        last.delete(name)
        floor = at
      }
    },
    isPast: (groups, seq) => seq < floor || groups.some(name => (last.get(name) ?? 0) > seq),
  }
}
