import { AppError } from '../domain/error.ts'
import type { DeliveryStore } from './delivery.ts'
import type { EditorialStore } from './editorial.ts'

const refuse = async (): Promise<never> => {
  throw new AppError('unavailable', 'No store is open.')
}

/** A store with nothing behind it, for an application that only describes itself. */
export const closedStore: DeliveryStore & EditorialStore = {
  find: refuse,
  readAt: refuse,
  list: refuse,
  listByIds: refuse,
  count: refuse,
  term: refuse,
  terms: refuse,
  preview: refuse,
  check: refuse,
  changes: refuse,
  lastChange: refuse,
  version: () => 0,
  syncWalk: refuse,
  standings: refuse,
  filterTerms: refuse,
  article: refuse,
  articleBytes: refuse,
  articleByExternalId: refuse,
  writeArticles: refuse,
  termsById: refuse,
  scheduled: refuse,
  workingCopies: refuse,
  answered: refuse,
  keys: refuse,
  key: refuse,
  keyByHash: refuse,
  writeKeys: refuse,
  noteKeyUse: refuse,
  audit: refuse,
  addImport: refuse,
  importJob: refuse,
  importJobs: refuse,
  importItems: refuse,
  cancelImport: refuse,
  source: refuse,
  editions: refuse,
  edition: refuse,
  termOf: refuse,
  allTerms: refuse,
  writeTerm: refuse,
  months: refuse,
  placeAfter: refuse,
  tombstones: refuse,
  languages: refuse,
  previews: refuse,
  previewByHash: refuse,
  addPreview: refuse,
  endPreviews: refuse,
}
