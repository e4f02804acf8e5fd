import t from 'tap'
import type { Article } from '../../src/domain/article/article.ts'
import {
  decideDue,
  decideEnd,
  decideErase,
  decidePublish,
  decideRevert,
  decideSchedule,
  stepped,
} from '../../src/domain/article/transition.ts'
import { AppError } from '../../src/domain/error.ts'
import type { ArticleDecision, Lookup } from '../../src/domain/store/article/article-store.ts'
import { hasMembers } from '../has-members.ts'
import { article, content } from './sample.ts'

const at = '2026-11-22T12:00:00Z'
const around: Lookup = {
  slugOwner: () => undefined,
  mayGiveUp: () => false,
  notBefore: at => at,
  corrections: () => [],
  edition: () => undefined,
  version: () => undefined,
  terms: () => [],
  resolveTerms: () => [],
  translationIn: () => undefined,
  isGroupPublished: () => false,
  scheduled: () => [],
  isIdUsed: () => false,
  articlesByAddress: () => new Map(),
  articlesByFileName: () => new Map(),
  sameTranslation: () => undefined,
  isClaimed: () => false,
}
const published = article({ status: 'published', version: 4, publishedVersion: 4, edition: 2 })

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'done'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

/** The transitions that each state allows. */
const ways: Record<string, [may: string[], now: Article]> = {
  draft: [['publish', 'delete'], article({ status: 'draft' })],
  published: [['publish', 'unpublish', 'withdraw', 'expire', 'delete'], published],
  unpublished: [['publish', 'withdraw', 'delete'], { ...published, status: 'unpublished' }],
  expired: [['publish', 'withdraw', 'delete'], { ...published, status: 'expired' }],
  withdrawn: [[], { ...published, status: 'withdrawn' }],
  deleted: [[], { ...published, status: 'deleted' }],
}

for (const [state, [may, now]] of Object.entries(ways)) {
  t.test(`transition: a ${state} article allows: ${may.join(', ') || 'nothing more'}`, async t => {
    const decisions: Record<string, () => unknown> = {
      publish: () => decidePublish(now, at, around),
      unpublish: () => decideEnd(now, 'unpublished', at),
      withdraw: () => decideEnd(now, 'withdrawn', at),
      expire: () => decideEnd(now, 'expired', at),
      delete: () => decideEnd(now, 'deleted', at),
    }
    for (const [name, decide] of Object.entries(decisions)) {
      t.equal(codeOf(decide), may.includes(name) ? 'done' : 'transition-refused', name)
    }
    t.equal(
      codeOf(() => decideErase(now, at)),
      'done',
    )
  })
}

t.test('stepped raises the version and keeps the distance to the published and the imported version', async t => {
  const imported = { hash: 'h', version: 4, origin: '/a' }
  const next = stepped({ ...published, imported }, at)
  hasMembers(t, next, { version: 5, publishedVersion: 5, imported: { version: 5 }, modifiedAt: at })
  hasMembers(t, stepped({ ...published, version: 6 }, at), { version: 7, publishedVersion: 4 })
})

t.test('decideErase keeps the reason of a withdrawn article', async t => {
  hasMembers(t, decideErase({ ...published, status: 'withdrawn' }, at), { end: { reason: 'withdrawn' }, erase: true })
  hasMembers(t, decideErase(published, at), { end: { reason: 'deleted' }, erase: true })
  hasMembers(t, decideErase({ ...published, status: 'deleted' }, at), { end: undefined, erase: true })
})

t.test('decideRevert copies the newest edition to the working copy, which is then not ahead of it', async t => {
  const edition = {
    articleId: published.id,
    number: 2,
    at,
    publishedAt: at,
    updatedAt: at,
    version: 4,
    corrections: [],
  }
  const said = content({ title: 'As published' })
  const ahead = { ...published, version: 6 }
  hasMembers(t, decideRevert(ahead, at, { ...edition, content: said }, around, false), {
    article: { version: 7, publishedVersion: 7, content: said },
    schedule: undefined,
  })
  t.strictSame(decideRevert(published, at, { ...edition, content: said }, around, false), { unchanged: true })

  const [passed, soon, late] = ['2026-11-22T11:00:00Z', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z'] as const
  const expires = (dueAt: string): Lookup => ({
    ...around,
    scheduled: () => [{ articleId: published.id, kind: 'expire', dueAt, actor: 'key:1' }],
  })
  const reverted = (expiresAt: string | undefined, scheduled: Lookup, mayPublish = true) =>
    decideRevert(
      published,
      at,
      { ...edition, content: { ...said, ...(expiresAt && { expiresAt }) } },
      scheduled,
      mayPublish,
    )
  hasMembers(t, reverted(undefined, expires(soon)), { article: { content: said }, schedule: { expire: null } })
  hasMembers(t, reverted(late, expires(soon)), { schedule: { expire: { dueAt: late } } })
  t.strictSame(reverted(soon, expires(soon)), { unchanged: true })
  t.strictSame(reverted(passed, expires(soon)), { unchanged: true }, 'revert does not restore an expiry in the past')
  t.equal(
    codeOf(() => reverted(undefined, expires(soon), false)),
    'article-scheduled',
  )
})

t.test('decideSchedule stores the time of expiry in the content, but not the time of publication', async t => {
  const both = decideSchedule(published, at, { publishAt: '2026-12-01T00:00:00Z', expireAt: '2026-12-02T00:00:00Z' })
  hasMembers(t, both, {
    article: { content: { expiresAt: '2026-12-02T00:00:00Z' }, publishedVersion: 5, version: 5 },
    schedule: { publish: { dueAt: '2026-12-01T00:00:00Z' }, expire: { dueAt: '2026-12-02T00:00:00Z' } },
  })
  const one = decideSchedule(published, at, { publishAt: '2026-12-01T00:00:00Z' })
  hasMembers(t, one, { article: { publishedVersion: 5, version: 5 }, schedule: { expire: null } })
  const draft = decideSchedule(article({ status: 'draft' }), at, { expireAt: '2026-12-02T00:00:00Z' })
  hasMembers(t, draft, { article: { publishedVersion: undefined }, schedule: { publish: null, expire: null } })
  const imported = { hash: 'h', version: 4, origin: '/a' }
  hasMembers(
    t,
    decideSchedule({ ...published, imported }, at, { expireAt: '2026-12-02T00:00:00Z' }),
    { article: { version: 5, imported: { version: 4 } } },
    'the next import does not overwrite it without force',
  )
})

t.test('decidePublish and decideSchedule refuse a time before the date that the article states', async t => {
  const tomorrow = '2026-11-23T12:00:00Z'
  const dated = (status: Article['status']) => article({ status, content: content({ publishedAt: tomorrow }) })
  t.throws(() => decidePublish(dated('draft'), at, around), {
    code: 'transition-refused',
    message: `/v1/editorial/articles/${dated('draft').id}/schedule`,
  })
  hasMembers(t, decidePublish(dated('draft'), tomorrow, around), { edition: { publishedAt: tomorrow } })
  const wishes = [
    [tomorrow, 'done'],
    ['2026-11-24T00:00:00Z', 'done'],
    ['2026-11-23T11:00:00Z', 'transition-refused'],
    ['2026-11-01T00:00:00Z', 'transition-refused'],
    [undefined, 'done'],
  ] as const
  for (const [publishAt, code] of wishes) {
    t.equal(
      codeOf(() => decideSchedule(dated('draft'), at, { publishAt })),
      code,
      String(publishAt),
    )
  }
})

t.test(
  'decideDue carries out what is still due, and changes nothing if it is done or its time was changed',
  async t => {
    const due = { articleId: published.id, kind: 'expire', dueAt: at, actor: 'key:1' } as const
    const still: Lookup = { ...around, scheduled: () => [due] }
    hasMembers(t, decideDue(published, due, at, still), {
      end: { reason: 'expired' },
      audit: { detail: { scheduledBy: 'key:1' } },
    })
    const unchanged: ArticleDecision = { unchanged: true }
    t.strictSame(decideDue(published, due, at, around), unchanged)
    t.strictSame(decideDue(undefined, due, at, still), unchanged)
    const later: Lookup = { ...around, scheduled: () => [{ ...due, dueAt: '2026-12-01T00:00:00Z' }] }
    t.strictSame(decideDue(published, due, at, later), unchanged)
    const off = { ...published, status: 'unpublished' } as const
    hasMembers(t, decideDue(off, due, at, still), { schedule: { expire: null }, audit: { action: 'schedule.missed' } })
  },
)
