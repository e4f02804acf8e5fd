import t from 'tap'
import { isAhead } from '../../src/domain/article/article.ts'
import { publish } from '../../src/domain/article/publish.ts'
import { hasMembers } from '../has-members.ts'
import { article, content, numberedId } from './sample.ts'

const at = '2026-11-22T09:00:00Z'
const later = '2026-11-23T10:00:00Z'
const note = { id: numberedId(9), kind: 'correction', note: 'The price was wrong.', sectionAnchors: ['who-pays'] }

t.test('publish creates the first edition of a draft', async t => {
  const draft = article({ version: 4 })
  t.strictSame(publish(draft, at), {
    article: {
      ...draft,
      version: 5,
      imported: undefined,
      status: 'published',
      edition: 1,
      publishedVersion: 5,
      firstPublishedAt: at,
      modifiedAt: at,
    },
    edition: {
      articleId: draft.id,
      number: 1,
      at,
      publishedAt: at,
      updatedAt: at,
      version: 5,
      content: draft.content,
      corrections: [],
    },
    schedule: { publish: null, expire: null },
  })
})

t.test('publish schedules the expiry that the edition states', async t => {
  const expiring = publish(article({ content: content({ expiresAt: later }) }), at)
  t.strictSame(expiring?.schedule, { publish: null, expire: { dueAt: later } })
})

t.test('publish returns undefined if the public already sees this version', async t => {
  const first = publish(article(), at)
  t.ok(first && !isAhead(first.article))
  t.equal(first && publish(first.article, later), undefined)
})

t.test('publish numbers the next edition, keeps the first date and sets updatedAt to now', async t => {
  const first = publish(article(), at)?.article
  const second = first && publish({ ...first, version: first.version + 1 }, later)
  hasMembers(t, second?.edition, { number: 2, publishedAt: at, updatedAt: later, at: later })
  hasMembers(t, second?.article, {
    edition: 2,
    firstPublishedAt: at,
    modifiedAt: later,
    version: 4,
    publishedVersion: 4,
  })
})

t.test(
  'publish: edition 1 has the dates of the source, later editions have updatedAt of their publication',
  async t => {
    const stated = { publishedAt: '2020-01-01T00:00:00Z', updatedAt: '2021-01-01T00:00:00Z' }
    const first = publish(article({ content: content(stated) }), at)
    hasMembers(t, first?.edition, stated)
    hasMembers(t, publish(article({ content: content({ publishedAt: stated.publishedAt }) }), at)?.edition, {
      publishedAt: stated.publishedAt,
      updatedAt: stated.publishedAt,
    })
    const next = first && publish({ ...first.article, version: 9 }, later)
    hasMembers(t, next?.edition, { publishedAt: stated.publishedAt, updatedAt: later })
  },
)

t.test('publish: an unpublished article is published again as a new edition with its first date', async t => {
  const first = publish(article(), at)?.article
  const again = first && publish({ ...first, status: 'unpublished' }, later)
  hasMembers(t, again?.edition, { number: 2, publishedAt: at, updatedAt: later })
  t.equal(again?.article.status, 'published')
})

t.test('publish: a note alone creates an edition, and later editions keep the note', async t => {
  const first = publish(article(), at)?.article
  const second = first && publish(first, later, [], note)
  const noted = { ...note, at: later, edition: 2 }
  t.strictSame(second?.edition.corrections, [noted])
  const third = second && publish({ ...second.article, version: 9 }, later, second.edition.corrections)
  t.strictSame(third?.edition.corrections, [noted])
})

t.test('publish does not change its input', async t => {
  const draft = article()
  const before = JSON.stringify(draft)
  publish(draft, at, [], note)
  t.equal(JSON.stringify(draft), before)
})
