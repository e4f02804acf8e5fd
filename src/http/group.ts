import { languageGroup, listGroup, termGroup } from '../domain/change.ts'
import type { Filter } from '../domain/query.ts'
import type { PrintPage } from '../domain/store/print-store.ts'
import { termKinds } from '../domain/term.ts'

/** Most groups of one answer: caches need not keep more (RFC 9875 section 2). */
const most = 32

/** Groups of a list: `list`, and what its filter names, as far as there is room. Every change of a list names `list`. */
export function filterGroups(termIds: PrintPage['termIds'], language: Filter['language']): string[] {
  const terms = termKinds.flatMap(kind => termIds[kind].map(id => termGroup(kind, id)))
  return [listGroup, ...terms, ...(language ?? []).map(languageGroup)].slice(0, most)
}
