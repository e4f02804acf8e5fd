import type { Test } from 'tap'
import { type ImportJobItem, noCounts } from '../../../src/domain/import/job.ts'
import type { ImportPlace } from '../../../src/domain/import/step.ts'
import type { NewImport } from '../../../src/domain/store/import/import-job-store.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { at, openFresh, publication, type StoreMember, write } from './newsroom.ts'

const soon = '2026-11-22T09:00:05Z'
const later = '2026-11-22T09:00:06Z'
const options = { source: 'desk', publish: true, force: false, dryRun: false, pages: false }
const files = [{ name: 'a.md', mediaType: 'text/markdown', bytes: 9, sha256: 'x' }]
const wanted = (number: number): NewImport => ({ id: numberedId(number), options, rights, files })
const rights: NewImport['rights'] = { publish: true, claims: 'none' }
const bounds = { imports: 100, bytes: 1000 }
const lease = (owner: string, until = soon) => ({ owner, until })

function item(number: number, result: string): Omit<ImportJobItem, 'position'> {
  return { name: 'a.md', externalId: `desk:${number}`, result, published: true, notes: [], consumed: [] }
}

function step(number: number, owner: string, items: Omit<ImportJobItem, 'position'>[], to: ImportPlace) {
  return { ...write, step: { jobId: numberedId(number), lease: lease(owner), of: () => ({ items, to }) } }
}

/** Imports: queued, claimed by one process at a time, and recorded with their writes. */
export function importContract(t: Test, member: StoreMember): void {
  t.test(`${member.name}: queues an import together with its audit row and saved answer, or not at all`, async t => {
    const { store, again } = await openFresh(t, member)
    const answer = { status: 202, headers: {}, body: new TextEncoder().encode('{}') }
    const idempotency = { owner: 'key:1', key: 'k', requestHash: 'h', answer: () => answer }
    await store.addImport(wanted(1), 'key-1', bounds, { ...write, idempotency })
    await t.rejects(store.addImport(wanted(2), 'key-1', bounds, { ...write, idempotency }), {
      code: 'idempotency-running',
    })
    const queued = { state: 'waiting', items: 0, counts: noCounts, actor: 'cli', createdAt: at } as const
    const job = { id: numberedId(1), options, files: { total: 1, done: 0, bytes: 9 }, ...queued }
    t.strictSame(await (await again()).importJob(numberedId(1)), job)
    t.strictSame(await store.importJobs({ limit: 10 }), { jobs: [job], hasNext: false, hasPrevious: false })
    t.strictSame(await store.findResponse('key:1', 'k', at), { requestHash: 'h', answer })
    t.strictSame(
      (await store.audit({ limit: 10 })).entries.map(({ action, detail }) => [action, detail?.['import']]),
      [['import.start', numberedId(1)]],
    )
  })

  t.test(`${member.name}: one process claims the oldest import until its lease expires`, async t => {
    const { store, again } = await openFresh(t, member)
    const other = await again()
    t.equal(await store.claimImport(lease('one'), at), undefined)
    for (const number of [1, 2]) await store.addImport(wanted(number), 'key-1', bounds, write)
    const claimed = { ...wanted(1), actor: 'cli', requestId: 'r-1', address: '192.0.2.1', from: { file: 0, item: 0 } }
    t.strictSame(await store.claimImport(lease('one'), at), { ...claimed, tries: 1 })
    t.equal((await other.claimImport(lease('two'), at))?.id, numberedId(2))
    t.equal(await other.claimImport(lease('two'), at), undefined)
    t.equal(await store.renewImport(numberedId(1), lease('one', '2026-11-22T09:01:00Z')), true)
    t.equal(await other.renewImport(numberedId(1), lease('two')), false)
    hasMembers(
      t,
      await store.claimImport(lease('one'), later),
      { id: numberedId(2), tries: 2 },
      'claims the import whose lease expired',
    )
    await store.leaveImport(numberedId(1), 'one', { state: 'waiting', tries: 0 }, at)
    t.strictSame(await other.claimImport(lease('two'), at), { ...claimed, tries: 1 })
    await other.leaveImport(numberedId(1), 'two', { state: 'waiting', tries: 5 }, at)
    t.strictSame(await other.claimImport(lease('two'), at), { ...claimed, tries: 7 })
    await store.leaveImport(numberedId(1), 'one', { state: 'done' }, at)
    t.equal(
      (await store.importJob(numberedId(1)))?.state,
      'running',
      'a process without the lease cannot end the import',
    )
    await other.leaveImport(numberedId(1), 'two', { state: 'failed', error: 'why' }, later)
    hasMembers(t, await store.importJob(numberedId(1)), { state: 'failed', error: 'why', endedAt: later })
  })

  t.test(
    `${member.name}: records a step with its write, and refuses the write of a process without the lease`,
    async t => {
      const { store } = await openFresh(t, member)
      await store.addImport(wanted(1), 'key-1', bounds, write)
      await store.claimImport(lease('one'), at)
      await store.writeArticles([publication(1)], step(1, 'one', [item(1, 'created')], { file: 0, item: 1 }))
      await store.writeArticles([], step(1, 'one', [item(2, 'problem'), item(3, 'diverged')], { file: 1, item: 0 }))
      const counts = { ...noCounts, created: 1, problem: 1, diverged: 1, published: 3 }
      hasMembers(t, await store.importJob(numberedId(1)), { items: 3, counts, files: { done: 1 } })
      const all = await store.importItems({ jobId: numberedId(1), limit: 10 })
      t.strictSame(all, {
        items: [item(1, 'created'), item(2, 'problem'), item(3, 'diverged')].map((one, index) => ({
          position: index + 1,
          ...one,
        })),
        hasNext: false,
        hasPrevious: false,
      })
      const before = await store.lastChange()
      const lost = { message: /no longer/ }
      await t.rejects(
        store.writeArticles([publication(2)], step(1, 'two', [item(4, 'created')], { file: 9, item: 9 })),
        lost,
      )
      await store.cancelImport(numberedId(1), write)
      await t.rejects(
        store.writeArticles([publication(2)], step(1, 'one', [item(4, 'created')], { file: 9, item: 9 })),
        lost,
      )
      t.equal(await store.lastChange(), before)
      hasMembers(t, await store.importJob(numberedId(1)), { state: 'cancelled', items: 3 })
      hasMembers(t, await store.cancelImport(numberedId(1), { ...write, at: later }), {
        state: 'cancelled',
        endedAt: at,
      })
      await t.rejects(store.cancelImport(numberedId(9), write), { code: 'import-not-found' })
    },
  )

  t.test(
    `${member.name}: pages items and imports in both directions, and filters items by result and imports by state`,
    async t => {
      const { store } = await openFresh(t, member)
      for (const number of [1, 2, 3, 4, 5]) await store.addImport(wanted(number), 'key-1', bounds, write)
      await store.cancelImport(numberedId(2), write)
      const jobs = async (query: object) => {
        const { jobs, ...ends } = await store.importJobs({ limit: 2, ...query })
        return [jobs.map(({ id }) => Number(id.slice(-2))), ends]
      }
      t.strictSame(await jobs({}), [[5, 4], { hasNext: true, hasPrevious: false }])
      t.strictSame(await jobs({ from: numberedId(4) }), [[3, 2], { hasNext: true, hasPrevious: true }])
      t.strictSame(await jobs({ from: numberedId(2) }), [[1], { hasNext: false, hasPrevious: true }])
      t.strictSame(await jobs({ from: numberedId(3), backwards: true }), [
        [5, 4],
        { hasNext: true, hasPrevious: false },
      ])
      t.strictSame(await jobs({ from: numberedId(1), backwards: true }), [[3, 2], { hasNext: true, hasPrevious: true }])
      t.strictSame(await jobs({ state: 'cancelled' }), [[2], { hasNext: false, hasPrevious: false }])
      await store.claimImport(lease('one'), at)
      const results = ['created', 'problem', 'created', 'problem', 'created']
      const items = results.map((result, index) => item(index, result))
      await store.writeArticles([], step(1, 'one', items, { file: 1, item: 0 }))
      const positions = async (query: object) => {
        const found = await store.importItems({ jobId: numberedId(1), limit: 2, ...query })
        return [found.items.map(({ position }) => position), found.hasNext, found.hasPrevious]
      }
      t.strictSame(await positions({}), [[1, 2], true, false])
      t.strictSame(await positions({ from: 2 }), [[3, 4], true, true])
      t.strictSame(await positions({ from: 5, backwards: true }), [[3, 4], true, true])
      t.strictSame(await positions({ result: 'problem' }), [[2, 4], false, false])
    },
  )

  t.test(`${member.name}: deletes old ended imports in parts`, async t => {
    const { store } = await openFresh(t, member)
    for (const number of [1, 2]) await store.addImport(wanted(number), 'key-1', bounds, write)
    await store.claimImport(lease('one'), at)
    const items = Array.from({ length: 5 }, (_, index) => item(index, 'created'))
    await store.writeArticles([], step(1, 'one', items, { file: 1, item: 0 }))
    await store.leaveImport(numberedId(1), 'one', { state: 'done' }, at)
    t.equal(await store.forgetImports(at, 3), 0, 'keeps an import that ended at that time')
    t.equal(await store.forgetImports(later, 3), 3)
    t.equal((await store.importItems({ jobId: numberedId(1), limit: 10 })).items.length, 2)
    t.equal(await store.forgetImports(later, 3), 3, 'deletes two items and the import')
    t.equal(await store.forgetImports(later, 3), 0)
    t.equal(await store.importJob(numberedId(1)), undefined)
    t.equal((await store.importJob(numberedId(2)))?.state, 'waiting')
  })
}
