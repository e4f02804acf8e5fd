import type { Test } from 'tap'
import { decideErase } from '../../../src/domain/article/transition.ts'
import type { Content } from '../../../src/domain/content/content.ts'
import type { Match, Pattern } from '../../../src/domain/search/match.ts'
import type { FacetName } from '../../../src/domain/store/search-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { createSearcher } from '../../../src/search/searcher.ts'
import { numberedId } from '../../domain/sample.ts'
import { makeTerms } from '../../make-terms.ts'
import { samples } from '../../search/samples.ts'
import { at, draft, ending, openFresh, publication, put, type StoreMember } from './newsroom.ts'

/** A section with a heading and a paragraph. */
export function section(number: number, text: string, heading?: string): Content['sections'][number] {
  return {
    id: numberedId(7000 + number),
    anchor: `s${number}`,
    level: 2,
    formerAnchors: [],
    ...(heading !== undefined && { heading }),
    blocks: [{ type: 'paragraph', content: [{ text }] }],
  }
}

/** The numbers of the articles that match, sorted. */
export async function hits(store: Store, match: Match): Promise<number[]> {
  const found = await store.matches(match, {}, { order: 'newest', limit: 1000 })
  return found.map(({ articleId }) => Number(articleId.slice(-12))).sort((a, b) => a - b)
}

const all = (...patterns: Pattern[][]): Match => ({ all: patterns, none: [] })

/** Publishes the samples of the relevance set as articles 1, 2 and so on. */
export async function publishSamples(store: Store): Promise<void> {
  const items = samples.map(({ title, text, language }, index) =>
    publication(index + 1, { title, language, sections: [section(index, text)] }),
  )
  await put(store, ...items)
}

export function searchContract(t: Test, member: StoreMember): void {
  t.test('search: words, phrases, beginnings, fields, alternatives and exclusions', async t => {
    const { store } = await openFresh(t, member)
    await put(
      store,
      publication(1, { title: 'Red boat', sections: [section(1, 'The old boat sails far.', 'Harbour news')] }),
      publication(2, { title: 'Blue house', sections: [section(1, 'A boat'), section(2, 'sails by, red.')] }),
      publication(3, { title: 'It’s C++ \\ and C#', sections: [section(1, "O'Hara's back\\slash % _ boats")] }),
    )
    const cases: [Match, number[]][] = [
      [all([{ tokens: ['boat'] }]), [1, 2]],
      [all([{ tokens: ['boat'], isPrefix: true }]), [1, 2, 3]],
      [all([{ tokens: ['boat'], field: 'title' }]), [1]],
      [all([{ tokens: ['boat'], field: 'body' }]), [1, 2]],
      [all((['title', 'heading'] as const).map(field => ({ tokens: ['harbour'], field }))), [1]],
      [all((['title', 'summary'] as const).map(field => ({ tokens: ['harbour'], field }))), []],
      [all([{ tokens: ['boat'], field: 'title' }, { tokens: ['boat'] }]), [1, 2]],
      [
        all([
          { tokens: ['bo'], field: 'title', isPrefix: true },
          { tokens: ['blue'], field: 'title' },
        ]),
        [1, 2],
      ],
      [all([{ tokens: ['red'], field: 'body' }]), [2]],
      [all([{ tokens: ['harb'], field: 'heading', isPrefix: true }]), [1]],
      [all([{ tokens: ['harb'], field: 'body', isPrefix: true }]), []],
      // A phrase does not go from one section to the next.
      [all([{ tokens: ['boat', 'sails'] }]), [1]],
      [all([{ tokens: ['boat', 'sails'], field: 'title' }]), []],
      [all([{ tokens: ['boat', 'sai'], isPrefix: true }]), [1]],
      [all([{ tokens: ['sails', 'boat'] }]), []],
      [all([{ tokens: ['red', 'boat'], field: 'title' }, { tokens: ['c++'] }]), [1, 3]],
      [all([{ tokens: ['house'] }, { tokens: ['c#'] }], [{ tokens: ['boat'] }, { tokens: ['boats'] }]), [2, 3]],
      [{ all: [[{ tokens: ['boat'] }]], none: [{ tokens: ['house'] }] }, [1]],
      [{ all: [[{ tokens: ['boat'] }]], none: [{ tokens: ['boat', 'sails'] }] }, [2]],
      [{ all: [[{ tokens: ['boat'] }]], none: [{ tokens: ['red'], field: 'body' }] }, [1]],
      [{ all: [[{ tokens: ['boat'] }], [{ tokens: ['house'] }]], none: [], atLeast: 1 }, [1, 2]],
      [{ all: [[{ tokens: ['old', 'boat'] }], [{ tokens: ['house'] }]], none: [], atLeast: 1 }, [1, 2]],
      [{ all: [[{ tokens: ['boat'] }], [{ tokens: ['house'] }]], none: [], atLeast: 2 }, [2]],
      [{ all: [], none: [{ tokens: ['house'] }] }, []],
      [all([{ tokens: ["'"] }]), []],
      [all([{ tokens: ['\\'] }]), []],
      [all([{ tokens: ['hara'] }]), [3]],
      [all([{ tokens: ['x'.repeat(9000)] }]), []],
    ]
    for (const [match, expected] of cases) {
      t.strictSame(await hits(store, match), expected, JSON.stringify(match).slice(0, 200))
      t.equal(await store.countMatches(match, {}), expected.length)
    }
  })

  t.test('search: order, limit, filters and facets', async t => {
    const { store } = await openFresh(t, member)
    const [sea = ''] = await makeTerms(store, [{ kind: 'tag', name: 'Sea' }])
    const days = ['2024-03-01', '2025-03-01', '2025-03-01', '2026-03-01']
    for (const [index, day] of days.entries())
      await put(
        store,
        publication(index + 1, {
          title: `Old ferry ${index}`,
          language: index % 2 ? 'de' : 'en',
          publishedAt: `${day}T0${9 - index}:00:00Z`,
          tagIds: index > 1 ? [sea] : [],
        }),
      )
    const ferry = all([{ tokens: ['ferry'] }])
    const phrase = all([{ tokens: ['old', 'ferry'] }])
    const some = { all: [...ferry.all, [{ tokens: ['steam'] }]], none: [], atLeast: 1 }
    for (const match of [ferry, phrase, some]) {
      const ordered = async (order: 'newest' | 'oldest', limit: number, filter = {}) => {
        const found = await store.matches(match, filter, { order, limit })
        return found.map(({ articleId }) => Number(articleId.slice(-12)))
      }
      t.strictSame(await ordered('newest', 9), [4, 2, 3, 1])
      t.strictSame(await ordered('newest', 2), [4, 2])
      t.strictSame(await ordered('oldest', 2), [1, 3])
      t.strictSame(await ordered('newest', 9, { language: ['de'] }), [4, 2])
      t.strictSame(await ordered('newest', 9, { tag: ['sea'] }), [4, 3])
      t.strictSame(await ordered('newest', 9, { tag: ['sea'], language: ['en'] }), [3])
      t.strictSame(await ordered('newest', 9, { publishedAfter: '2025-01-01T00:00:00Z', excludeTag: ['sea'] }), [2])
    }
    const limited = await hits(store, { ...phrase, maxPhraseDocuments: 2 })
    // An index with positions finds all of them. The numbers of a day are in no order, so that 3 may be there instead of 2.
    t.ok(limited.includes(4))
    if (member.hasPositions) t.strictSame(limited, [1, 2, 3, 4])
    else t.equal(limited.length, 2)
    t.equal(await store.countMatches(ferry, {}, 3), 3)
    t.equal(await store.countMatches(ferry, { tag: ['sea'] }), 2)
    const facet = async (name: FacetName, filter = {}) => (await store.countFacets(ferry, filter, [name], 9))[name]
    t.strictSame(await facet('year'), [
      { value: '2025', count: 2 },
      { value: '2026', count: 1 },
      { value: '2024', count: 1 },
    ])
    t.strictSame(await facet('language', { language: ['en'] }), [{ value: 'en', count: 2 }])
    const ofSea = (count: number) => [{ value: 'sea', count, term: { id: sea, slug: 'sea', name: 'Sea' } }]
    t.strictSame(await facet('tag'), ofSea(2))
    // The counts follow each change.
    await put(store, publication(5, { title: 'Ferry 5', language: 'fr', tagIds: [sea] }))
    t.strictSame(await facet('tag'), ofSea(3))
    t.strictSame(await facet('language'), [
      { value: 'de', count: 2 },
      { value: 'en', count: 2 },
      { value: 'fr', count: 1 },
    ])
    await put(store, ending(4, { reason: 'withdrawn', at }))
    t.strictSame(await facet('tag'), ofSea(2))
    await put(store, publication(5, { title: 'Ferry 5', language: 'en', tagIds: [] }))
    t.strictSame(await facet('tag'), ofSea(1))
    t.strictSame(await facet('language'), [
      { value: 'en', count: 3 },
      { value: 'de', count: 1 },
    ])
  })

  t.test('search: the expected article is first for nearly all queries of the relevance set', async t => {
    const { store } = await openFresh(t, member)
    await publishSamples(store)
    const searcher = createSearcher(store)
    const expected = samples.flatMap(({ queries }, index) => queries.map(query => ({ query, number: index + 1 })))
    let sum = 0
    const missed: string[] = []
    for (const { query, number } of expected) {
      const found = await searcher.search(searchRequest(query))
      const place = (found?.hits ?? []).findIndex(({ articleId }) => articleId === numberedId(number)) + 1
      if (place !== 1) missed.push(`${query}: ${place}`)
      sum += place === 0 ? 0 : 1 / place
    }
    // The mean reciprocal rank.
    t.ok(sum / expected.length >= 0.9, `${(sum / expected.length).toFixed(3)}, missed ${missed.join('; ')}`)
  })

  t.test('search: suggestions and words follow what is delivered', async t => {
    const { store } = await openFresh(t, member)
    const [tag = ''] = await makeTerms(store, [{ kind: 'tag', name: 'Xyloid craft' }])
    const long = 'w'.repeat(3000)
    await put(
      store,
      publication(1, {
        title: `Xylophone ${long}`,
        tagIds: [tag],
        sections: [section(1, 'Marimbas sound.', 'Xylem tones')],
      }),
      publication(2, { title: 'Xylophone lesson', tagIds: [tag] }),
      draft(3, { title: 'Xylophonist' }),
    )
    const suggested = async (...words: string[]) => {
      const found = await store.suggestions(words, 10)
      return found.map(({ kind, text }) => `${kind} ${text.slice(0, 16)}`).sort()
    }
    t.strictSame(await suggested('xyl'), [
      'heading Xylem tones',
      'tag Xyloid craft',
      'title Xylophone lesson',
      `title Xylophone ${long}`.slice(0, 22),
    ])
    t.strictSame(await suggested('x'), await suggested('xyl'))
    t.strictSame(await suggested('xylophone', 'l'), ['title Xylophone lesson'])
    t.strictSame(await suggested('lesson', 'xylo'), ['title Xylophone lesson'])
    t.strictSame(await suggested('marimbas'), [])
    t.strictSame(await store.suggestedWords('xyl', 9), ['xylem', 'xyloid', 'xylophone'])
    t.strictSame((await store.similarWords('marimbaz', 1)).sort(), ['marimbas'])
    t.strictSame((await store.similarWords('zarimbas', 2)).sort(), ['marimbas'])
    await put(store, publication(1, { title: 'Vibraphone' }))
    t.strictSame(await suggested('xyl'), ['heading Xylem tones', 'tag Xyloid craft', 'title Xylophone lesson'])
    await put(store, ending(1, { reason: 'withdrawn', at }))
    t.strictSame(await suggested('xyl'), ['tag Xyloid craft', 'title Xylophone lesson'])
    t.strictSame(await store.similarWords('marimbaz', 1), [])
    t.strictSame(await hits(store, all([{ tokens: ['marimbas'] }])), [])
    await put(store, ending(2, { reason: 'withdrawn', at }))
    t.strictSame(await suggested('xyl'), [])
    t.strictSame(await store.suggestedWords('xyl', 9), [])
    t.strictSame(await store.similarWords('xylophone', 1), [])
  })

  t.test('search: nothing of an erased article is found', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, { title: 'Kept words' }), publication(2, { title: 'Erasable words' }))
    const decide = (now: Parameters<typeof decideErase>[0] | undefined) => {
      if (!now) throw new Error('The article does not exist.')
      return decideErase(now, at)
    }
    await put(store, { target: { id: numberedId(2) }, decide })
    t.strictSame(await hits(store, all([{ tokens: ['words'] }])), [1])
    t.strictSame(await hits(store, all([{ tokens: ['erasable'] }])), [])
    t.strictSame(await store.suggestions(['eras'], 9), [])
    t.strictSame(await store.similarWords('erasable', 1), [])
    t.strictSame([...(await store.fieldTokens([numberedId(2)])).keys()], [])
    t.strictSame([...(await store.titleTokens([numberedId(2)])).keys()], [])
  })

  t.test('search: an empty store is complete, and stays so', async t => {
    const { store } = await openFresh(t, member)
    t.strictSame(await store.searchState(), { isComplete: true, articles: 0, languages: [] })
    await put(store, publication(1, { language: 'de' }))
    t.strictSame(await store.searchState(), { isComplete: true, articles: 1, languages: ['de'] })
    t.strictSame(await store.indexArticles(), { indexed: 0, left: 0 })
    const fields = (await store.fieldTokens([numberedId(1), numberedId(9)])).get(numberedId(1))
    t.equal(fields?.category, '')
    const titles = await store.titleTokens([numberedId(1), numberedId(9)])
    t.strictSame([...titles], [[numberedId(1), { title: fields?.title, keyTakeaway: fields?.keyTakeaway }]])
  })
}

/** A search by relevance, without recency. */
export function searchRequest(q: string) {
  const recency = { weight: 0, halfLifeDays: 0 }
  const rest = { typos: true, bySection: false, backwards: false, count: true, facets: [], recency, now: 0 } as const
  return { q, filter: {}, sort: 'relevance', limit: 20, ...rest } as const
}
