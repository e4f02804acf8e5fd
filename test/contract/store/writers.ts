import type { Test } from 'tap'
import { AppError } from '../../../src/domain/error.ts'
import type { ArticleWrite } from '../../../src/domain/store/article/article-store.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { numberedId } from '../../domain/sample.ts'
import { hasMembers } from '../../has-members.ts'
import { draft, openFresh, publication, put, type StoreMember, write } from './newsroom.ts'

/** Two stores at one location, as in two processes. */
async function openTwice(t: Test, member: StoreMember): Promise<[Store, Store]> {
  const { store, again } = await openFresh(t, member)
  return [store, await again()]
}

export function writersContract(t: Test, member: StoreMember): void {
  t.test('a store reads the writes of another store at the same location at once', async t => {
    const [one, other] = await openTwice(t, member)
    for (let number = 1; number <= 20; number += 1) {
      await put(one, publication(number))
      t.equal((await other.find(`article-${number}`))?.kind, 'print')
      t.equal(await other.lastChange(), number)
    }
  })

  t.test('two stores that write at the same time lose nothing, and number changes in the order of commits', async t => {
    const [one, other] = await openTwice(t, member)
    const seen: number[] = []
    const writes = Array.from({ length: 60 }, async (_, index) => {
      const [written] = await untilGranted(() => put(index % 2 ? one : other, publication(index + 1)))
      seen.push(written?.revision ?? 0)
      const changes = await one.changes(0, 1000)
      t.ok(changes.some(change => change.seq === written?.revision))
    })
    await Promise.all(writes)
    const changes = await other.changes(0, 1000)
    t.strictSame(
      changes.map(change => change.seq),
      Array.from({ length: 60 }, (_, index) => index + 1),
    )
    t.strictSame(
      seen.sort((a, b) => a - b),
      changes.map(change => change.seq),
    )
  })

  t.test('one of 50 edits of the same version succeeds', async t => {
    const [one, other] = await openTwice(t, member)
    await put(one, draft(1))
    const race = Array.from({ length: 50 }, (_, index) =>
      untilGranted(() => (index % 2 ? one : other).writeArticles([onVersionOne(`Editor ${index}`)], write)),
    )
    const written = (await Promise.all(race)).flat()
    t.equal(written.filter(result => result.ok).length, 1)
    t.ok(written.every(result => result.ok || result.error.code === 'version-conflict'))
    hasMembers(t, await other.article(numberedId(1)), { version: 2 })
  })
}

/** Repeats a write that waited too long for others, of which nothing was written. */
async function untilGranted<Written>(attempt: () => Promise<Written>): Promise<Written> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'store-busy')) throw error
    }
  }
}

/** An edit that is refused unless the article is at version 1. */
function onVersionOne(title: string): ArticleWrite {
  const { target, decide } = draft(1, { title })
  return {
    target,
    decide(current, lookup) {
      if (current?.version !== 1) throw new AppError('version-conflict', 'It is at another version.')
      return decide(current, lookup)
    },
  }
}
