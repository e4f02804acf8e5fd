import { LRUCache } from 'lru-cache'

/** The groups that changed recently, to detect changes made while a response was built. */
export type RecentChanges = {
  note(groups: readonly string[], seq: number): void
  /** Notes a change whose groups are unknown, so every group counts as changed. */
  noteAll(seq: number): void
  /** Whether one of the groups changed after `seq`; true where that is no longer known. */
  hasChanged(groups: readonly string[], seq: number): boolean
}

/** @param maxGroups groups remembered */
export function createRecentChanges(maxGroups = 10_000): RecentChanges {
  let forgottenUntil = 0
  const lastChange = new LRUCache<string, number>({
    max: maxGroups,
    dispose(seq, _, reason) {
      if (reason === 'evict') forgottenUntil = seq
    },
  })
  return {
    note(groups, seq) {
      for (const name of groups) lastChange.set(name, seq)
    },
    noteAll(seq) {
      forgottenUntil = seq
    },
    hasChanged: (groups, seq) => seq < forgottenUntil || groups.some(name => (lastChange.get(name) ?? 0) > seq),
  }
}
