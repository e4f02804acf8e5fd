import t from 'tap'
import { nothingDelivered } from '../../../src/domain/change.ts'
import { instantAt } from '../../../src/domain/instant.ts'
import { eventOf } from '../../../src/domain/webhook/event.ts'
import { numberedId } from '../sample.ts'

t.test('a damaged change is an event for every filter, because it may have matched', async t => {
  const change = {
    seq: 4,
    at: instantAt(1_700_000_000),
    articleId: numberedId(1),
    edition: 1,
    slug: 'ferries',
    before: nothingDelivered,
    groups: ['a:1', 'list'],
    isDamaged: true,
  }
  const types = ['article.published', 'article.withdrawn'] as const
  const filter = { tag: [numberedId(9)] }
  const typeOf = (kind: 'published' | 'withdrawn') =>
    eventOf({ ...change, kind, after: { ...nothingDelivered, delivered: kind === 'published' } }, filter, types)?.type
  t.strictSame([typeOf('published'), typeOf('withdrawn')], ['article.published', 'article.withdrawn'])
})
