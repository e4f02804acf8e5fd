import { articleGroup, languageGroup, listGroup, termGroup } from '../../domain/change.ts'
import type { Id } from '../../domain/id.ts'
import type { Filter } from '../../domain/page/query.ts'
import type { PrintPage } from '../../domain/store/print-store.ts'
import { termKinds } from '../../domain/term/term.ts'

/** Maximum number of groups of a response: caches need not support more (RFC 9875 section 2). */
const maxGroups = 32

/**
 * Groups of a page of a filtered list: those of all filter terms, because every article that enters or leaves the list
 * has one term of each kind. The language group is added if there is no term, or if `page.unknown` may change without a
 * change to an article of the list: when the list is empty or has several languages.
 *
 * Only `list`, which every change has: without a filter by term or language; with values that no article has yet; and
 * with `preferred`, where translations outside of the other filters count.
 */
export function listGroups(found: Pick<PrintPage, 'termIds' | 'unknown' | 'prints'>, filter: Filter): string[] {
  const { termIds, unknown, prints } = found
  if (unknown.length > 0 || filter.preferred) return [listGroup]
  const terms = termKinds.flatMap(kind => termIds[kind].map(id => termGroup(kind, id)))
  const languages = filter.language ?? []
  const isImplied = terms.length > 0 && prints.length > 0 && languages.length === 1
  return orList([...terms, ...(isImplied ? [] : languages.map(languageGroup))])
}

/** Groups of a response about exactly these articles. */
export function articleGroups(ids: readonly Id[]): string[] {
  return orList(ids.map(articleGroup))
}

function orList(groups: readonly string[]): string[] {
  const own = [...new Set(groups)]
  return own.length === 0 || own.length > maxGroups ? [listGroup] : own
}
