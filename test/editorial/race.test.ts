import { join } from 'node:path'
import t, { type Test } from 'tap'
import { AppError } from '../../src/domain/error.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { StoredResponse } from '../../src/domain/store/access/idempotency-store.ts'
import { createArticle } from '../../src/editorial/article/create.ts'
import { editArticle } from '../../src/editorial/article/edit.ts'
import { transitionArticle } from '../../src/editorial/article/transition.ts'
import type { Outcome } from '../../src/editorial/article/write.ts'
import { runDue } from '../../src/editorial/scheduler.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { hasMembers } from '../has-members.ts'

const who = { actor: 'key:1' }
const plain = { takeOverSlug: false, mayPublish: true }

/** Two stores on one file, as in two processes, and one clock. */
async function desks(t: Test) {
  const url = join(t.testdir(), 'offprint.db')
  await copyEmptyStore(url)
  const time = { now: new Date('2026-11-22T12:00:00Z') }
  const clock = () => time.now
  const open = async (prefix: string) => {
    const newId = numberedIds(prefix)
    const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
    t.teardown(() => store.close())
    return { store, clock, newId: numberedIds(prefix.replace('0', '1')), site }
  }
  return { one: await open('0aaa0000'), two: await open('0bbb0000'), time }
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error))

t.test('edit: one of 50 writers in two processes wins, and the others change nothing', async t => {
  const { one, two } = await desks(t)
  const { copy } = await createArticle({ title: 'Ferries' }, plain, who, one)
  const id = copy?.id ?? ''
  const tag = copy?.etag.slice(1, -1) ?? ''
  const said = await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      editArticle(
        id,
        [tag],
        now => ({ draft: { ...now, title: `Writer ${number}` } }),
        plain,
        who,
        number % 2 ? one : two,
      ).then(outcome => outcome.copy?.title, codeOf),
    ),
  )
  const titles = said.filter(one => one?.startsWith('Writer'))
  t.equal(titles.length, 1)
  t.equal(said.filter(one => one === 'version-conflict').length, 49)
  const now = await one.store.article(id)
  hasMembers(t, now, { version: 2, content: { title: titles[0] } })
  t.equal((await two.store.audit({ articleId: id, limit: 100 })).entries.length, 2)
})

t.test('edit: 50 writers in two processes without a version all succeed, one after the other', async t => {
  const { one, two } = await desks(t)
  const { copy } = await createArticle({ title: 'Ferries' }, plain, who, one)
  const id = copy?.id ?? ''
  const added = await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      editArticle(
        id,
        'any',
        now => ({ draft: { ...now, custom: { ...now.custom, [`writer-${number}`]: number } } }),
        plain,
        who,
        number % 2 ? one : two,
      ).then(() => 'done', codeOf),
    ),
  )
  t.strictSame(new Set(added), new Set(['done']))
  const now = await one.store.article(id)
  hasMembers(t, [now?.version, Object.keys(now?.content.custom ?? {}).length], [51, 50], 'no write undoes another')
})

t.test('schedule: a due transition is done once, however many processes check at the same time', async t => {
  const { one, two, time } = await desks(t)
  const count = 20
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { copy } = await createArticle({ title: `Article ${number}` }, plain, who, one)
    const wish = { kind: 'schedule', publishAt: '2026-11-22T12:05:00Z', expireAt: '2026-11-22T12:10:00Z' } as const
    await transitionArticle(copy?.id ?? '', [copy?.etag.slice(1, -1) ?? ''], wish, who, one)
    ids.push(copy?.id ?? '')
  }
  const kinds = async () => (await two.store.changes(0, 1000)).map(({ kind, articleId }) => `${kind} ${articleId}`)
  const both = () => Promise.all([one, two, one, two].map(runDue))
  time.now = new Date('2026-11-22T12:05:00Z')
  await both()
  t.strictSame((await kinds()).toSorted(), ids.map(id => `published ${id}`).toSorted())
  time.now = new Date('2026-11-23T12:00:00Z')
  await both()
  t.strictSame((await kinds()).slice(count).toSorted(), ids.map(id => `withdrawn ${id}`).toSorted())
  await both()
  t.equal((await kinds()).length, 2 * count)
  const { entries } = await one.store.audit({ actor: 'system', limit: 1000 })
  const did = (action: string) => entries.filter(entry => entry.action === action).length
  t.strictSame([did('article.publish'), did('article.expire'), entries.length], [count, count, 2 * count])
})

t.test(
  'idempotency: the same key in two processes at the same time is done once, and both finally get the same answer',
  async t => {
    const { one, two } = await desks(t)
    const answer = ({ copy }: Outcome): StoredResponse => ({
      status: 201,
      headers: {},
      body: new TextEncoder().encode(copy?.id),
    })
    const asked = { ...who, idempotency: { owner: 'key:1', key: 'k', requestHash: 'h', answer } }
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        createArticle({ title: 'Ferries' }, plain, asked, number % 2 ? one : two).then(
          outcome => outcome.copy?.id,
          codeOf,
        ),
      ),
    )
    const made = said.filter(one => one !== 'idempotency-running')
    t.equal(made.length, 1)
    t.equal((await one.store.workingCopies({ limit: 100 })).articles.length, 1)
    const kept = await two.store.findResponse('key:1', 'k', '2026-11-22T12:00:00Z')
    t.equal(new TextDecoder().decode(kept?.answer?.body), made[0])
    t.equal(await two.store.findResponse('key:1', 'k', '2026-11-23T12:00:00Z'), undefined)
  },
)
