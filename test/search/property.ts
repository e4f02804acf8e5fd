import type { Test } from 'tap'
import { type Built, build } from '../build.ts'
import { lead } from '../domain/sample.ts'
import { fc } from '../property.ts'
import { samples } from './samples.ts'

type Hit = {
  article: { id: string; title: string; summary?: string; sections: unknown[]; keyTakeaways: unknown[] }
  matches: { field: string; content: { text: string; highlight?: true }[] }[]
}

/** Words of the samples, operators and any characters. */
const words = samples.flatMap(({ title, text }) => `${title} ${text}`.split(' '))
const part = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    '"',
    '-',
    '*',
    'OR',
    'title:',
    'author:',
    'NEAR(',
    'AND',
    '^',
    ':',
    '(',
    ')',
    '+',
    '\u0000',
    'ﷺ',
    '👩‍👩‍👧',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
/** What a reader may type. */
export const queryText = fc
  .array(part, { minLength: 1, maxLength: 6 })
  .chain(parts => fc.constantFrom('', ' ').map(space => parts.join(space)))
  .filter(text => text.trim() !== '' && text.trim().length <= 256 && text.isWellFormed())

/** The samples, published, with withdrawn and unpublished articles. */
export async function searched(t: Test): Promise<Built> {
  const built = await build(t)
  for (const [number, { title, text, language }] of samples.entries())
    await built.publish(`${number}`, {
      title,
      language,
      tags: ['Harbour'],
      publishedAt: '2026-11-01T09:00:00Z',
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
  return built
}

/** No query fails; hits are articles of the list; highlights are parts of the delivered text. */
export async function checkQueries(t: Test, { app }: Built, runs: number): Promise<void> {
  const { items } = JSON.parse((await app.inject('/v1/articles?limit=100')).body)
  const listed = new Set<string>(items.map((item: { id: string }) => item.id))
  await fc.assert(
    fc.asyncProperty(queryText, async q => {
      const address = `/v1/search?q=${encodeURIComponent(q)}&include=body`
      const { statusCode, body } = await app.inject(address)
      // No request may contain this character.
      const hits: Hit[] = isRefused(q, statusCode) ? [] : JSON.parse(body).items
      if (hits === undefined) t.fail(`${JSON.stringify(q)}: ${statusCode}`)
      for (const { article, matches } of hits) {
        if (!listed.has(article.id)) t.fail(`${JSON.stringify(q)} finds ${article.title}, which is not in the list`)
        const delivered = JSON.stringify(article)
        for (const { content } of matches) {
          const text = content.map(run => run.text).join('')
          const isPart = content.every(run => delivered.includes(JSON.stringify(run.text).slice(1, -1)))
          if (!isPart || text.length > 200) t.fail(`${JSON.stringify(q)}: ${text}`)
        }
      }
    }),
    { numRuns: runs },
  )
}

/** Whether the server refuses a query for a control character that no request may have. */
function isRefused(query: string, status: number): boolean {
  return status === 400 && query.includes('\u0000')
}

/** Suggestions contain only words of published articles. */
export async function checkSuggestions(t: Test, { app }: Built, runs: number): Promise<void> {
  const hidden = ['secretariat', 'withdrawnness', 'zacharias', 'hidden', 'quokkas', 'wombats']
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
