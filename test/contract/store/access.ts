import type { Test } from 'tap'
import { AppError } from '../../../src/domain/error.ts'
import type { HashedKey } from '../../../src/domain/store/access/key-store.ts'
import type { ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { at, openFresh, publication, type StoreMember, write } from './newsroom.ts'

const later = '2026-11-23T09:00:00Z'
const key: HashedKey = {
  id: numberedId(1),
  name: 'Desk',
  prefix: 'offp_0000',
  hash: 'h1',
  scopes: ['articles:read'],
  rate: { requests: 60, perSeconds: 60 },
  createdAt: at,
  expiresAt: '2027-01-01T00:00:00Z',
}

const adding = (added: HashedKey) => ({ add: added, audit: [{ action: 'key.create', detail: { key: added.id } }] })

/** Keys, schedules, saved answers and the audit. */
export function accessContract(t: Test, member: StoreMember): void {
  t.test(`${member.name}: finds a key by its hash, and returns it without the hash`, async t => {
    const { store, again } = await openFresh(t, member)
    await store.writeKeys(() => adding(key), write)
    const { hash: _, ...shown } = key
    t.strictSame(await store.keys(), [shown])
    t.strictSame(await store.keyByHash('h1'), key)
    t.equal(await store.keyByHash('h2'), undefined)
    await store.noteKeyUse(key.id, later)
    t.strictSame(await (await again()).key(key.id), { ...shown, lastUsedAt: later })
  })

  t.test(`${member.name}: a new key ends the key that it replaces, never later than its own expiry`, async t => {
    const { store } = await openFresh(t, member)
    await store.writeKeys(() => adding(key), write)
    const next = { ...key, id: numberedId(2), hash: 'h2', rotatedFrom: key.id }
    const end = (id: string, ends?: string) => [{ id, at: ends }]
    await store.writeKeys(() => ({ ...adding(next), end: end(key.id, '2030-01-01T00:00:00Z') }), write)
    t.equal((await store.key(key.id))?.expiresAt, key.expiresAt)
    const third = { ...next, id: numberedId(3), hash: 'h3' }
    await store.writeKeys(() => ({ ...adding(third), end: end(next.id) }), write)
    t.equal((await store.key(next.id))?.revokedAt, at)
    const refused = store.writeKeys(() => {
      throw new AppError('key-not-found', 'refused')
    }, write)
    await t.rejects(refused, { code: 'key-not-found' })
    t.equal((await store.keys()).length, 3, 'keeps no key of the failed write')
  })

  t.test(
    `${member.name}: a decision on keys reads them in its transaction, and keeps the first revocation`,
    async t => {
      const { store, again } = await openFresh(t, member)
      const { hash: _, ...shown } = key
      await store.writeKeys(keys => {
        t.strictSame([keys.all(), keys.byId(key.id), keys.byHash('h1')], [[], undefined, undefined])
        return adding(key)
      }, write)
      const audit = [{ action: 'key.revoke', detail: {} }]
      await (await again()).writeKeys(keys => {
        t.strictSame([keys.all(), keys.byId(key.id), keys.byHash('h1')], [[shown], shown, shown])
        return { end: [{ id: key.id }], audit }
      }, write)
      await store.writeKeys(() => ({ end: [{ id: key.id }], audit: [] }), { ...write, at: later })
      t.equal((await store.key(key.id))?.revokedAt, at)
      const { entries } = await store.audit({ limit: 10 })
      t.strictSame(
        entries.map(({ action, detail }) => [action, detail]),
        [
          ['key.revoke', {}],
          ['key.create', { key: key.id }],
        ],
      )
    },
  )

  t.test(`${member.name}: lists due actions oldest first, up to a time and a limit`, async t => {
    const { store } = await openFresh(t, member)
    await store.writeArticles([publication(1), publication(2)], write)
    const expiring = (number: number, dueAt: string): ArticleWrite => ({
      target: { id: numberedId(number) },
      decide: now => {
        if (!now) throw new Error('the article is missing')
        const audit = { action: 'article.schedule' }
        return { article: { ...now, version: now.version + 1 }, schedule: { expire: { dueAt } }, audit }
      },
    })
    await store.writeArticles([expiring(1, later), expiring(2, at)], { ...write, actor: 'key:1' })
    const due = { kind: 'expire', actor: 'key:1' } as const
    t.strictSame(await store.due(later, 10), [
      { ...due, articleId: numberedId(2), dueAt: at },
      { ...due, articleId: numberedId(1), dueAt: later },
    ])
    t.strictSame(await store.scheduled(numberedId(1)), [{ ...due, articleId: numberedId(1), dueAt: later }])
    t.equal((await store.due(at, 10)).length, 1)
    t.equal((await store.due(later, 1)).length, 1)
  })

  t.test(
    `${member.name}: saves an answer with its write for a day, and undoes a second write with the same key`,
    async t => {
      const { store } = await openFresh(t, member)
      const answer = { status: 201, headers: { etag: '"v1"' }, body: new TextEncoder().encode('{}') }
      const idempotency = { owner: 'key:1', key: 'k', requestHash: 'h', answer: () => answer }
      t.equal(await store.findResponse('key:1', 'k', at), undefined)
      await store.writeArticles([publication(1)], { ...write, idempotency })
      t.strictSame(await store.findResponse('key:1', 'k', at), { requestHash: 'h', answer })
      t.equal(await store.findResponse('key:2', 'k', at), undefined)
      t.equal(await store.findResponse('key:1', 'k', later), undefined)
      const seq = await store.lastChange()
      await t.rejects(store.writeArticles([publication(2)], { ...write, idempotency }), { code: 'idempotency-running' })
      t.equal(await store.lastChange(), seq)
      await store.writeArticles([publication(2)], { ...write, at: later, idempotency })
      t.equal(await store.lastChange(), seq + 1)
    },
  )

  t.test(`${member.name}: a request of several writes continues only from the state of its previous write`, async t => {
    const { store } = await openFresh(t, member)
    const bytes = (text: string) => new TextEncoder().encode(text)
    const part = (number: number, after: string | undefined, left: string | { status: number }) => {
      const answered =
        typeof left === 'string' ? { unfinished: bytes(left) } : { ...left, headers: {}, body: bytes('all') }
      const own = { owner: 'key:1', key: 'k', requestHash: 'h', answer: () => answered }
      const idempotency = after === undefined ? own : { ...own, after: bytes(after) }
      return store.writeArticles([publication(number)], { ...write, idempotency })
    }
    const running = { code: 'idempotency-running' }
    await part(1, undefined, 'one')
    t.strictSame(await store.findResponse('key:1', 'k', at), { requestHash: 'h', unfinished: bytes('one') })
    await t.rejects(part(2, undefined, 'one'), running, 'refuses to start a running request again')
    await part(2, 'one', 'two')
    await t.rejects(part(3, 'one', 'two'), running, 'refuses a state that was already continued')
    await part(3, 'two', { status: 207 })
    await t.rejects(part(4, 'two', { status: 207 }), running, 'refuses to continue an answered request')
    hasMembers(t, await store.findResponse('key:1', 'k', at), {
      requestHash: 'h',
      answer: { status: 207, body: bytes('all') },
    })
    t.equal(await store.lastChange(), 3)
  })

  t.test(`${member.name}: finds a preview with its key by the hash of its token until the preview ends`, async t => {
    const { store, again } = await openFresh(t, member)
    const { hash: _, ...shown } = key
    await store.writeKeys(() => adding(key), write)
    await store.writeArticles([publication(1)], write)
    const preview = (number: number, more: object = {}) =>
      ({ id: numberedId(number), keyId: key.id, createdAt: at, expiresAt: later, ...more }) as const
    const own = preview(11, { articleId: numberedId(1) })
    const late = preview(12, { expiresAt: '2030-01-01T00:00:00Z' })
    t.strictSame(await store.addPreview(own, 'p1', write), own)
    const capped = await store.addPreview(late, 'p2', write)
    t.strictSame(capped, { ...late, expiresAt: key.expiresAt }, 'expires no later than its key')
    const elsewhere = await again()
    t.strictSame(await elsewhere.previewByHash('p1'), { preview: own, key: shown })
    t.equal(await elsewhere.previewByHash('p3'), undefined)
    const page = async (query: object) => {
      const { previews, hasNext, hasPrevious } = await store.previews({ at, limit: 1, ...query })
      return [previews, hasNext, hasPrevious]
    }
    t.strictSame(await page({}), [[capped], true, false])
    t.strictSame(await page({ from: capped.id }), [[own], false, true])
    t.strictSame(await page({ from: own.id, backwards: true }), [[capped], true, false])
    t.strictSame(await page({ at: later }), [[capped], false, false], 'omits an expired preview')
    t.strictSame(await page({ keyId: numberedId(9) }), [[], false, false])
    const missing = store.addPreview(preview(13, { articleId: numberedId(9) }), 'p3', write)
    await t.rejects(missing, { code: 'article-not-found' })
    t.equal(await store.endPreviews({ id: own.id, keyId: numberedId(9) }, write), 0)
    t.equal(await store.endPreviews({ id: own.id }, write), 1)
    t.equal(await store.previewByHash('p1'), undefined)
    await store.writeKeys(() => ({ end: [{ id: key.id }], audit: [] }), write)
    t.strictSame(await page({}), [[], false, false], 'omits the previews of a revoked key')
    await t.rejects(store.addPreview(preview(14), 'p4', write), { code: 'key-required' })
    t.equal(await store.endPreviews({}, write), 1)
    const { entries } = await store.audit({ limit: 10 })
    t.strictSame(
      entries
        .filter(({ action }) => action.startsWith('preview'))
        .map(({ action, articleId, detail }) => [action, articleId, detail]),
      [
        ['preview.end', undefined, { preview: capped.id }],
        ['preview.end', numberedId(1), { preview: own.id }],
        ['preview.create', undefined, { preview: capped.id, expiresAt: key.expiresAt }],
        ['preview.create', numberedId(1), { preview: own.id, expiresAt: later }],
      ],
    )
  })
}
