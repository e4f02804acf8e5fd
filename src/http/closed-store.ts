import { AppError } from '../domain/error.ts'
import type { DeliveryStore } from './delivery.ts'

const refuse = async (): Promise<never> => {
  throw new AppError('unavailable', 'No store is open.')
}

/** A store with nothing behind it, for an application that only describes itself. */
export const closedStore: DeliveryStore = {
  find: refuse,
  list: refuse,
  listByIds: refuse,
  count: refuse,
  term: refuse,
  terms: refuse,
  check: refuse,
  changes: refuse,
  lastChange: refuse,
  version: () => 0,
  syncWalk: refuse,
  standings: refuse,
  filterTerms: refuse,
}
