import { join } from 'node:path'
import t from 'tap'
import type { Match, Pattern } from '../../src/domain/search/match.ts'
import { openStore } from '../../src/store/open.ts'
import { openFresh, publication, put, type StoreMember } from '../contract/store/newsroom.ts'
import { section } from '../contract/store/search.ts'
import { numberedId } from '../domain/sample.ts'

const member: StoreMember = {
  name: 'sqlite',
  place: t => join(t.testdir(), 'offprint.db'),
  open: (place, tools) => openStore({ url: place, waiting: 'async', ...tools }),
}

const any: Match = { all: [[{ tokens: ['boat'] }, { tokens: ['boats'] }, { tokens: ['tide'] }]], none: [] }

t.test('an SQLite store counts patterns in the fields of matches by the index alone', async t => {
  const { store } = await openFresh(t, member)
  await put(
    store,
    publication(1, { title: 'Boat', sections: [section(1, 'A red boat, a boat.', 'Red boat'), section(2, 'Red.')] }),
    publication(2, {
      title: 'Boats',
      summary: 'The red boats',
      sections: [section(1, 'Boat sails. Red. Boat sails.')],
    }),
    publication(3, { title: 'Tide', sections: [section(1, 'boat boat boat boat')] }),
  )
  const counts = async (patterns: Pattern[], match: Match = any) => {
    const found = await store.countedMatches(match, {}, patterns)
    return found
      ?.map(({ articleId, counts }) => ({ id: articleId, counts }))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
  }
  const [first, second, third] = [numberedId(1), numberedId(2), numberedId(3)]
  t.strictSame(await counts([{ tokens: ['boat'] }, { tokens: ['boats'], field: 'summary' }]), [
    {
      id: first,
      counts: [
        { field: 'title', pattern: 0, count: 1 },
        { field: 'heading', pattern: 0, count: 1 },
        { field: 'body', pattern: 0, count: 2 },
      ],
    },
    {
      id: second,
      counts: [
        { field: 'body', pattern: 0, count: 2 },
        { field: 'summary', pattern: 1, count: 1 },
      ],
    },
    { id: third, counts: [{ field: 'body', pattern: 0, count: 4 }] },
  ])
  t.strictSame(await counts([{ tokens: ['bo'], isPrefix: true, field: 'title' }]), [
    { id: first, counts: [{ field: 'title', pattern: 0, count: 1 }] },
    { id: second, counts: [{ field: 'title', pattern: 0, count: 1 }] },
  ])
  t.strictSame(await counts([{ tokens: ['boat', 'boat'] }, { tokens: ['red', 'bo'], isPrefix: true }]), [
    {
      id: first,
      counts: [
        { field: 'heading', pattern: 1, count: 1 },
        { field: 'body', pattern: 1, count: 1 },
      ],
    },
    {
      id: second,
      counts: [
        { field: 'summary', pattern: 1, count: 1 },
        { field: 'body', pattern: 1, count: 1 },
      ],
    },
    { id: third, counts: [{ field: 'body', pattern: 0, count: 3 }] },
  ])
  t.strictSame(
    await counts([{ tokens: ['tide'] }], { all: [[{ tokens: ['boat'] }]], none: [{ tokens: ['tide'] }] }),
    [],
  )
})

t.test('an SQLite store knows the length of the tokens of each body, in any script', async t => {
  const { store } = await openFresh(t, member)
  await put(
    store,
    publication(1, { title: 'Boat', sections: [section(1, 'A red boat.'), section(2, 'Red.')] }),
    publication(2, { title: 'Boat', sections: [section(1, 'Красная лодка')] }),
  )
  const found = (await store.countedMatches(any, {}, [{ tokens: ['boat'] }])) ?? []
  const tokens = await store.fieldTokens(found.map(({ articleId }) => articleId))
  t.strictSame(
    found.map(({ bodyLength }) => bodyLength),
    found.map(({ articleId }) => tokens.get(articleId)?.body.length),
  )
  t.strictSame(found.map(({ articleId }) => tokens.get(articleId)?.body).sort(), ['a red boat _ red', 'красная лодка'])
})

t.test('an SQLite store does not count what occurs too often', async t => {
  const { store } = await openFresh(t, member)
  await put(store, publication(1, { title: 'Tide', sections: [section(1, 'boat '.repeat(5001))] }))
  t.strictSame(await store.countedMatches(any, {}, [{ tokens: ['boat'] }]), undefined)
  t.strictSame((await store.countedMatches(any, {}, [{ tokens: ['tide'] }]))?.length, 1)
})
