import type { Test } from 'tap'
import { type Built, build } from '../build.ts'
import { draft, put } from '../contract/store/newsroom.ts'
import { lead } from '../domain/sample.ts'
import { fc } from '../property.ts'
import { samples } from './samples.ts'

type Hit = {
  article: { id: string; title: string }
  matches: { field: string; content: { text: string; highlight?: true }[] }[]
}

/** Words of the samples, operators and any characters. */
const words = samples.flatMap(({ title, text }) => `${title} ${text}`.split(' '))
const operators = ['"', '-', '*', 'OR', 'title:', 'author:', 'NEAR(', 'AND', '^', ':', '(', ')', '+']
const part = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(...operators, '\u0000', 'ﷺ', '👩‍👩‍👧'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
/** What a reader may type. */
export const queryText = fc
  .array(part, { minLength: 1, maxLength: 6 })
  .chain(parts => fc.constantFrom('', ' ').map(space => parts.join(space)))
  .filter(text => text.trim() !== '' && text.trim().length <= 256 && text.isWellFormed())

/** Parameters that lists and searches have. */
const filters = [
  '',
  '&language=en',
  '&language=de,fr',
  '&tag=harbour',
  '&tag=harbour&excludeTag=odd',
  '&tagAll=harbour,odd',
  '&category=even&language=en',
  '&author=ann',
  '&publishedBefore=2026-11-10T00:00:00Z',
  '&publishedAfter=2026-11-05T00:00:00Z&tag=odd',
  '&readingTimeMax=1',
  '&hasImage=true',
  '&hasKeyTakeaways=true',
]

/** Words of articles that were never public, or are not public any more. */
const hidden = [
  'secretariat',
  'withdrawnness',
  'zacharias',
  'hidden',
  'quokkas',
  'wombats',
  'unfinished',
  'retractable',
]

/** The samples, published, with articles that were withdrawn, unpublished, or never published. */
export async function searched(t: Test): Promise<Built> {
  const built = await build(t)
  for (const [number, { title, text, language }] of samples.entries())
    await built.publish(`${number}`, {
      title,
      language,
      tags: ['Harbour', ...(number % 2 ? ['Odd'] : [])],
      category: number % 2 ? 'Uneven' : 'Even',
      authors: number % 3 ? [] : [{ name: 'Ann' }],
      publishedAt: `2026-11-${String(1 + (number % 20)).padStart(2, '0')}T09:00:00Z`,
      sections: [lead(text)],
    })
  const { id } = await built.publish('withdrawn', {
    title: 'Secretariat',
    tags: ['Withdrawnness'],
    authors: [{ name: 'Zacharias Hidden' }],
    publishedAt: '2026-11-01T09:00:00Z',
    sections: [lead('Quokkas and wombats.')],
  })
  await built.end(id, { reason: 'withdrawn' })
  const unpublished = await built.publish('unpublished', { title: 'Retractable', sections: [lead('Quokkas.')] })
  await built.end(unpublished.id, { reason: 'unpublished' })
  await put(built.store, draft(9000, { title: 'Unfinished' }))
  return built
}

/** No query fails; hits are articles of the list with the same filters; highlights are parts of the delivered text. */
export async function checkQueries(t: Test, { app }: Built, runs: number): Promise<void> {
  const lists = new Map<string, Set<string>>()
  for (const filter of filters) {
    const { items } = JSON.parse((await app.inject(`/v1/articles?limit=100${filter}`)).body)
    lists.set(filter, new Set(items.map((item: { id: string }) => item.id)))
  }
  await fc.assert(
    fc.asyncProperty(queryText, fc.constantFrom(...filters), async (q, filter) => {
      const { statusCode, body } = await app.inject(`/v1/search?q=${encodeURIComponent(q)}&include=body${filter}`)
      // No request may contain this character.
      const hits: Hit[] = isRefused(q, statusCode) ? [] : JSON.parse(body).items
      if (hits === undefined) t.fail(`${JSON.stringify(q)}: ${statusCode}`)
      for (const { article, matches } of hits) {
        if (!lists.get(filter)?.has(article.id))
          t.fail(`${JSON.stringify(q)}${filter} finds ${article.title}, which is not in the list`)
        const delivered = textsIn(article)
        for (const { content } of matches) {
          const text = content.map(run => run.text).join('')
          if (text.length > 200) t.fail(`${JSON.stringify(q)}: ${text}`)
          for (const run of content)
            if (run.highlight && !delivered.some(one => one.includes(run.text)))
              t.fail(`${JSON.stringify(q)} marks ${JSON.stringify(run.text)}, which ${article.title} does not have`)
        }
      }
    }),
    { numRuns: runs },
  )
}

/** All texts of a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Whether the server refuses a query for a control character that no request may have. */
function isRefused(query: string, status: number): boolean {
  return status === 400 && query.includes('\u0000')
}

/** Whatever bytes a query has, the answer is a result or says what is wrong with the query. */
export async function checkBytes(t: Test, { app }: Built, runs: number): Promise<void> {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 80 }).map(all => Buffer.from(all)),
    queryText.map(text => Buffer.from(text)),
  )
  const path = fc.constantFrom('/v1/search?q=', '/v1/search/suggest?q=', '/v1/key-takeaways?q=')
  await fc.assert(
    fc.asyncProperty(path, bytes, async (path, query) => {
      const url = `${path}${query.toString('hex').replaceAll(/../g, '%$&')}`
      const { statusCode } = await app.inject(url)
      if (statusCode !== 200 && statusCode !== 400) t.fail(`${url}: ${statusCode}`)
    }),
    { numRuns: runs },
  )
}

/** Walks by cursor see what one large page has, in both directions. */
export async function checkWalks(t: Test, { app }: Built, runs: number): Promise<void> {
  const query = fc.record({
    q: fc.oneof(fc.constantFrom('harbour', 'tag:odd', 'category:even', 'the OR der OR le'), fc.constantFrom(...words)),
    filter: fc.constantFrom(...filters),
    sort: fc.constantFrom('relevance', '-publishedAt', 'publishedAt'),
    group: fc.constantFrom('article', 'section'),
    limit: fc.integer({ min: 1, max: 9 }),
  })
  type Page = { items: { article: { id: string }; section?: { anchor: string } }[]; page: Record<string, string> }
  const get = async (query: string): Promise<Page> => JSON.parse((await app.inject(`/v1/search?${query}`)).body)
  const hitsOf = ({ items }: Page) => items.map(({ article, section }) => `${article.id} ${section?.anchor}`)
  await fc.assert(
    fc.asyncProperty(query, async ({ q, filter, sort, group, limit }) => {
      const asked = `q=${encodeURIComponent(q)}${filter}&sort=${sort}&group=${group}`
      const all = hitsOf(await get(`${asked}&limit=100`))
      let page = await get(`${asked}&limit=${limit}`)
      const forward = [hitsOf(page)]
      while (page.page['next'] !== undefined) {
        page = await get(`cursor=${page.page['next']}`)
        forward.push(hitsOf(page))
      }
      const backward = [hitsOf(page)]
      while (page.page['previous'] !== undefined) {
        page = await get(`cursor=${page.page['previous']}`)
        backward.unshift(hitsOf(page))
      }
      const tooLong = [...forward, ...backward].filter(hits => hits.length > limit)
      t.strictSame([forward.flat(), backward.flat(), tooLong], [all, all, []], `${asked}&limit=${limit}`)
    }),
    { numRuns: runs },
  )
}

/** Suggestions contain only words of published articles. */
export async function checkSuggestions(t: Test, { app }: Built, runs: number): Promise<void> {
  const typed = fc.oneof(
    queryText,
    fc.constantFrom(...hidden).chain(word => fc.integer({ min: 1, max: word.length }).map(end => word.slice(0, end))),
  )
  await fc.assert(
    fc.asyncProperty(typed, async q => {
      const { statusCode, body } = await app.inject(`/v1/search/suggest?q=${encodeURIComponent(q)}`)
      if (statusCode !== 200 && !isRefused(q, statusCode)) t.fail(`${JSON.stringify(q)}: ${statusCode}`)
      const found = hidden.filter(word => body.toLowerCase().includes(word))
      if (found.length > 0) t.fail(`${JSON.stringify(q)} reveals ${found}`)
    }),
    { numRuns: runs },
  )
}
