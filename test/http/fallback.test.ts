import t, { type Test } from 'tap'
import { build } from '../build.ts'
import { numberedId } from '../domain/sample.ts'
import { ferries } from './sample.ts'

type Version = { language: string; tags?: string[]; day: number }

/** Publishes stories, each as the translations of one article. */
async function stories(t: Test, ...groups: Version[][]) {
  const built = await build(t)
  const { publish, store } = built
  const group = async (externalId: string, translationGroup: string | undefined) =>
    store.writeArticles(
      [
        {
          target: { externalId },
          decide: now => {
            if (!now) throw new Error('the test links what is not there')
            const { translationGroup: _, ...article } = now
            const next = { ...article, version: now.version + 1, ...(translationGroup && { translationGroup }) }
            return { article: next, audit: { action: 'article.link' } }
          },
        },
      ],
      { at: '2026-11-22T12:00:00Z', actor: 'cli' },
    )
  for (const [number, versions] of groups.entries()) {
    for (const { language, tags = [], day } of versions) {
      const slug = `${number}-${language.toLowerCase()}`
      await publish(slug, {
        ...ferries,
        formerSlugs: [],
        title: slug,
        slug,
        language,
        tags,
        publishedAt: `2026-01-${day}T00:00:00Z`,
      })
      if (versions.length > 1) await group(slug, numberedId(900 + number))
    }
  }
  return { ...built, group }
}

const get = async ({ app }: Awaited<ReturnType<typeof stories>>, query: string) => {
  const { statusCode, body } = await app.inject(`/v1/articles?${query}`)
  if (statusCode !== 200) throw new Error(body)
  const { items, page } = JSON.parse(body)
  return { slugs: items.map(({ slug }: { slug: string }) => slug), page }
}

const many = [
  [
    { language: 'en', day: 20 },
    { language: 'de', day: 10, tags: ['x'] },
    { language: 'fr', day: 21 },
  ],
  [{ language: 'en', day: 19, tags: ['x'] }],
  [
    { language: 'de-AT', day: 18 },
    { language: 'en', day: 25, tags: ['x'] },
  ],
  [{ language: 'fr', day: 17 }],
  [
    { language: 'fr', day: 16 },
    { language: 'en', day: 15 },
  ],
]

t.test('GET /v1/articles: language and fallback return one article per translation group', async t => {
  const room = await stories(t, ...many)
  const expected: [string, string[]][] = [
    ['language=de&fallback=en', ['1-en', '2-de-at', '4-en', '0-de']],
    ['language=en&fallback=de', ['2-en', '0-en', '1-en', '4-en']],
    ['language=sv&fallback=fr,de', ['0-fr', '2-de-at', '3-fr', '4-fr']],
    ['language=sv&fallback=fr&fallback=de', ['0-fr', '2-de-at', '3-fr', '4-fr']],
    ['language=sv&fallback=it', []],
    ['language=de&fallback=en&sort=publishedAt', ['0-de', '4-en', '2-de-at', '1-en']],
    // The translation is selected before the other filters: a preferred one without the tag hides another with the tag.
    ['language=de&fallback=en&tag=x', ['1-en', '0-de']],
    ['language=de&fallback=en&publishedAfter=2026-01-15T12:00:00Z', ['1-en', '2-de-at']],
    ['language=de&fallback=en&tag=x&publishedBefore=2026-01-12T00:00:00Z', ['0-de']],
  ]
  for (const [query, slugs] of expected) {
    t.strictSame((await get(room, query)).slugs, slugs, query)
    t.equal((await get(room, `${query}&count=true`)).page.total, slugs.length, `${query}, counted`)
    const walked: string[] = []
    for (let next = `${query}&limit=1`; next !== ''; ) {
      const { slugs, page } = await get(room, next)
      walked.push(...slugs)
      next = page.next ? `cursor=${page.next}` : ''
    }
    t.strictSame(walked, slugs, `${query}, page by page`)
  }
  t.strictSame((await get(room, 'language=de&fallback=en&limit=2')).page.previous, undefined)
})

t.test('GET /v1/articles: fallback selects again after a translation is linked, unlinked or withdrawn', async t => {
  const room = await stories(t, ...many)
  const query = 'language=de&fallback=en'
  await get(room, query)
  await room.group('0-de', undefined)
  t.strictSame((await get(room, query)).slugs, ['0-en', '1-en', '2-de-at', '4-en', '0-de'])
  await room.group('0-de', numberedId(900))
  t.strictSame((await get(room, query)).slugs, ['1-en', '2-de-at', '4-en', '0-de'])
  const article = (await room.app.inject('/v1/articles/2-de-at')).json()
  await room.end(article.id, { reason: 'withdrawn' })
  t.strictSame((await get(room, query)).slugs, ['2-en', '1-en', '4-en', '0-de'])
})

t.test('GET /v1/articles: fallback requires exactly one language', async t => {
  const room = await stories(t)
  for (const query of ['fallback=en', 'language=de,fr&fallback=en', 'language=de&fallback=no+tag']) {
    t.equal((await room.app.inject(`/v1/articles?${query}`)).statusCode, 400, query)
  }
})
