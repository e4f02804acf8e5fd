/** The replacement for a parameter name of other APIs: one of our parameters, or a sentence. */
type Advice = { use?: readonly string[]; say?: string }

const cursor: Advice = { use: ['cursor'], say: 'Follow "page.nextUrl" from page to page.' }
const fields: Advice = { use: ['fields'], say: 'Name in "fields" the members to keep.' }
const search: Advice = { say: 'There is no full-text search.' }
const after: Advice = { use: ['publishedFrom', 'publishedAfter'] }
const before: Advice = { use: ['publishedUntil', 'publishedBefore'] }
const limit: Advice = { use: ['limit'] }
const sort: Advice = { use: ['sort'] }

/** By name in lower case without separators. */
const common: ReadonlyMap<string, Advice> = new Map([
  ...['page', 'pagenumber', 'pageno', 'p', 'offset', 'skip', 'start', 'startindex'].map(
    name => [name, cursor] as const,
  ),
  ...['pagetoken', 'continuation', 'nexttoken', 'bookmark'].map(name => [name, { use: ['cursor'] }] as const),
  ...['exclude', 'omit', 'excludefields', 'without'].map(name => [name, fields] as const),
  ...['select', 'only', 'members'].map(name => [name, { use: ['fields'] }] as const),
  ...['expand', 'embed', 'with', 'populate'].map(name => [name, { use: ['include'] }] as const),
  ...['q', 'query', 'search', 's', 'text', 'term', 'keyword'].map(name => [name, search] as const),
  ...['from', 'since', 'after', 'startdate', 'datefrom', 'begin'].map(name => [name, after] as const),
  ...['to', 'until', 'before', 'enddate', 'dateto', 'end'].map(name => [name, before] as const),
  ...['size', 'pagesize', 'perpage', 'first', 'top', 'take', 'max', 'maxresults', 'n'].map(
    name => [name, limit] as const,
  ),
  ...['order', 'orderby', 'sortby', 'ordering', 'direction'].map(name => [name, sort] as const),
  ...['locale', 'hl'].map(name => [name, { use: ['language'] }] as const),
])

/** The meaning of a parameter name in other APIs: a name of ours, a sentence, or undefined. */
export function commonName(given: string, known: readonly string[]): { suggestion?: string; detail?: string } {
  const advice = common.get(given.toLowerCase().replace(/[-_.\s[\]]/g, ''))
  const suggestion = advice?.use?.find(name => known.includes(name))
  if (!advice || (advice.use && suggestion === undefined)) return {}
  const parts = [suggestion && `Use "${suggestion}".`, advice.say].filter(Boolean)
  return { ...(suggestion && { suggestion }), detail: parts.join(' ') }
}
