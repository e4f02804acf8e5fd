import type { Test } from 'tap'
import type { Article } from '../../../src/domain/article/article.ts'
import type { Content } from '../../../src/domain/content/content.ts'
import { AppError } from '../../../src/domain/error.ts'
import type { WorkingPosition } from '../../../src/domain/store/article/working-store.ts'
import { article, content, numberedId, paragraph } from '../../domain/sample.ts'
import { makeTerms } from '../../make-terms.ts'
import { at, draft, logged, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

const id = numberedId(1)

/** A content with every member set. */
async function fullContent(resolve: (kind: 'category' | 'tag' | 'author', name: string) => Promise<string>) {
  const image = {
    url: 'https://example.org/a.jpg',
    alt: '',
    width: 10,
    caption: [{ text: 'A', strong: true }],
    variants: [],
  }
  return content({
    summary: 'Two boats.',
    categoryId: await resolve('category', 'Transport'),
    tagIds: [await resolve('tag', 'Zebra'), await resolve('tag', 'Ant')],
    authorIds: [await resolve('author', 'B'), await resolve('author', 'A')],
    image,
    canonicalUrl: 'https://example.org/a',
    source: { name: 'Wire' },
    rights: { holder: 'Harbour News', syndication: 'full' },
    custom: { __proto__x: null, nested: { list: [1, 'two', null] } },
    publishedAt: '0001-01-01T00:00:00Z',
    publishedPrecision: 'day',
    updatedAt: '1969-12-31T23:59:59Z',
    expiresAt: '9999-12-31T23:59:59Z',
    readingTimeMinutes: 12,
    keyTakeaways: [
      { id: numberedId(20), content: [{ text: 'First' }], origin: 'authored', sectionAnchor: 'who-pays' },
      { id: numberedId(21), content: [{ text: 'Second 🚢 \u0000 \u2028' }], origin: 'generated' },
    ],
    sections: [
      { id: numberedId(30), anchor: 'lead', level: 1, formerAnchors: [], blocks: [paragraph('Lead')] },
      {
        id: numberedId(31),
        anchor: 'who-pays',
        parentAnchor: 'costs',
        heading: 'Who pays',
        headingContent: [{ text: 'Who pays', emphasis: true }],
        level: 3,
        formerAnchors: ['who-paid', 'payers'],
        blocks: [{ type: 'divider' }],
      },
    ],
    footnotes: [{ anchor: 'fn-1', label: '1', blocks: [paragraph('Note')] }],
  })
}

export function workingCopyContract(t: Test, member: StoreMember): void {
  t.test('the list by title goes on after a title that begins with a capital letter outside of ASCII', async t => {
    const { store } = await openFresh(t, member)
    const titles = ['Apple', 'apples', 'Éclair', 'Über', 'étage', 'über']
    const drafts = titles.map((title, index) => draft(index + 1, { title, slug: `article-${index + 1}` }))
    await put(store, ...drafts.toReversed())
    const listed: string[] = []
    for (let from: WorkingPosition | undefined; ; ) {
      const { articles, next } = await store.workingCopies({ sort: 'title', limit: 1, from })
      listed.push(...articles.map(({ title }) => title))
      if (!next) break
      from = next
    }
    t.strictSame(listed, titles)
  })

  t.test('returns a complete working copy by id and by identity in its source', async t => {
    const { store, again } = await openFresh(t, member)
    const full: Article = article({
      id,
      externalId: 'wire:a.txt',
      translationGroup: numberedId(90),
      imported: { hash: 'abc', version: 1, origin: '/a.txt' },
      content: await fullContent(async (kind, name) => (await makeTerms(store, [{ kind, name }]))[0] ?? ''),
    })
    const [written] = await put(store, {
      target: { id },
      decide: () => ({ article: full, audit: { action: 'create' } }),
    })
    const mark = written?.article?.mark
    t.match(mark, /^[\w-]{6}$/)
    t.strictSame(await store.article(id), { ...full, mark, actor: 'cli' })
    t.strictSame(await store.articleByExternalId('wire:a.txt'), { ...full, mark, actor: 'cli' })
    t.equal(await store.article(numberedId(2)), undefined)
    t.equal(await store.articleByExternalId('wire:b.txt'), undefined)
    await store.close()
    t.strictSame(await (await again()).article(id), { ...full, mark, actor: 'cli' })
  })

  t.test('a later version replaces the previous one completely', async t => {
    const { store } = await openFresh(t, member)
    const sections = [{ id: numberedId(30), anchor: 'lead', level: 1, formerAnchors: [], blocks: [] }]
    const [first] = await put(
      store,
      draft(1, { summary: 'Gone soon', sections, footnotes: [{ anchor: 'a', label: '1', blocks: [] }] }),
    )
    const { summary: _, ...rest } = content({ slug: 'article-1', title: 'Other' })
    const next = article({ id, version: 2, content: rest as Content })
    const [second] = await put(store, {
      target: { id },
      decide: () => ({ article: next, audit: { action: 'edit' } }),
    })
    const mark = second?.article?.mark
    t.strictSame(await store.article(id), { ...next, mark, actor: 'cli' })
    t.not(mark, first?.article?.mark)
  })

  t.test('returns only the last raw source, byte for byte', async t => {
    const { store } = await openFresh(t, member)
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    const source = (bytes: Uint8Array) => ({
      importer: 'text',
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes,
      hash: 'h',
    })
    const imports = (bytes: Uint8Array) => ({
      target: { id },
      decide: (now: Article | undefined) => ({
        article: article({ id, version: (now?.version ?? 0) + 1 }),
        source: source(bytes),
        audit: { action: 'import' },
      }),
    })
    t.equal(await store.source(id), undefined)
    await put(store, imports(every))
    t.strictSame(await store.source(id), source(every))
    await put(store, imports(every.subarray(3, 5)))
    t.strictSame(await store.source(id), source(Uint8Array.of(3, 4)))
  })

  t.test('a decision that throws an AppError does not change the article', async t => {
    const { store } = await openFresh(t, member)
    await put(store, draft(1))
    const before = await store.article(id)
    const error = new AppError('version-conflict', 'It is at another version.')
    const decide = () => {
      throw error
    }
    for (const target of [{ id }, { id: numberedId(2) }]) {
      t.strictSame(await store.writeArticles([{ target, decide }], write), [{ ok: false, error }])
    }
    t.strictSame(await store.article(id), before)
  })

  t.test('an unchanged item writes nothing', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1))
    const before = await store.article(id)
    const written = await put(store, { target: { id }, decide: () => ({ unchanged: true }) })
    const delivered = await store.publicState(id)
    t.equal(delivered?.revision, 1)
    t.strictSame(written, [{ ok: true, article: before, unchanged: true, delivered }])
    t.strictSame(await logged(store), ['published 1'])
  })

  t.test('undoes all writes of a failed item, and only those', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1, { slug: 'taken' }))
    const refusal = new AppError('invalid-request', 'No.')
    const written = await store.writeArticles(
      [
        publication(2),
        {
          target: { id: numberedId(3) },
          decide: () => {
            throw refusal
          },
        },
        publication(4, { slug: 'taken' }),
        publication(5),
      ],
      write,
    )
    t.strictSame(
      written.map(one => (one.ok ? one.revision : one.error.code)),
      [2, 'invalid-request', 'slug-taken', 3],
    )
    t.equal(written[1]?.ok === false && written[1].error, refusal)
    t.equal(await store.article(numberedId(4)), undefined)
    t.strictSame(await logged(store), ['published 1', 'published 2', 'published 5'])
  })

  t.test('an unexpected error undoes the whole batch', async t => {
    const { store } = await openFresh(t, member)
    const broken = {
      target: { id: numberedId(2) },
      decide: () => {
        throw new TypeError('broken')
      },
    }
    await t.rejects(store.writeArticles([publication(1), broken], write), new TypeError('broken'))
    t.equal(await store.article(id), undefined)
    t.equal(await store.lastChange(), 0)
    await put(store, publication(1))
    t.equal(await store.lastChange(), 1)
  })

  t.test('allOrNothing: a failed item undoes the others, and no answer or change is saved', async t => {
    const { store } = await openFresh(t, member)
    await put(store, publication(1))
    const kept = { status: 200, headers: {}, body: new Uint8Array() }
    const idempotency = { owner: 'key:1', key: 'k', requestHash: 'h', answer: () => kept }
    const taken = publication(3, { slug: 'article-1' })
    const items = [publication(2), taken, draft(1, { title: 'Other' })]
    const written = await store.writeArticles(items, { ...write, idempotency, allOrNothing: true })
    t.strictSame(
      written.map(one => !one.ok && one.error.code),
      ['batch-undone', 'slug-taken', 'batch-undone'],
    )
    t.strictSame([await logged(store), await store.article(numberedId(2))], [['published 1'], undefined])
    t.equal((await store.audit({ limit: 10 })).entries.length, 1)
    t.equal(await store.findResponse('key:1', 'k', at), undefined)
    const again = await store.writeArticles([publication(2), draft(1, { title: 'Other' })], {
      ...write,
      allOrNothing: true,
    })
    t.ok(again.every(one => one.ok))
  })

  t.test('a decision can read the current or former owner of a slug, and earlier corrections', async t => {
    const { store } = await openFresh(t, member)
    await put(store, draft(1, { slug: 'first', language: 'de' }))
    await put(store, draft(1, { slug: 'second' }))
    const note = {
      id: numberedId(70),
      at,
      edition: 1,
      kind: 'correction',
      note: 'Wrong sum.',
      sectionAnchors: ['lead'],
    }
    let asked: unknown
    await put(store, {
      target: { id },
      decide(now) {
        const next = { ...(now ?? article()), version: 3, edition: 1, status: 'published' as const }
        const edition = { articleId: id, number: 1, at, publishedAt: at, updatedAt: at, version: 3 }
        return {
          article: next,
          edition: { ...edition, content: next.content, corrections: [note] },
          audit: { action: 'publish' },
        }
      },
    })
    await put(store, {
      target: { id: numberedId(2) },
      decide(_, around) {
        const owners = ['first', 'second', 'third'].map(slug => around.slugOwner(slug, numberedId(2)))
        asked = [...owners, around.slugOwner('first', id), around.corrections(id), around.corrections(numberedId(2))]
        return { unchanged: true }
      },
    })
    const owner = { articleId: id, language: 'de' } as const
    t.strictSame(asked, [{ ...owner, since: 'former' }, { ...owner, since: 'held' }, undefined, undefined, [note], []])
  })
}
