import type { Scheduled } from '../domain/article/schedule.ts'
import { decideDue, decideMissed } from '../domain/article/transition.ts'
import { type Clock, now } from '../domain/instant.ts'
import type { ArticleDecision } from '../domain/store/article-store.ts'
import type { Store } from '../domain/store/store.ts'
import { type BackgroundTask, startTask } from './background-task.ts'

/** Milliseconds between two looks: what is due happens within a second. */
const pause = 250
/** How much of what is due is done before the next look. */
const batch = 50

type Deps = { store: Pick<Store, 'due' | 'writeArticles'>; clock: Clock }

/**
 * Does what is due, each in a transaction of its own in which it is still due: exactly once, however many processes look.
 *
 * @returns how much was looked at
 */
export async function runDue({ store, clock }: Deps): Promise<number> {
  const due = await store.due(now(clock), batch)
  for (const one of due) await run(one, { store, clock })
  return due.length
}

async function run(due: Scheduled, { store, clock }: Deps): Promise<void> {
  const at = now(clock)
  const target = { id: due.articleId }
  const write = { at, actor: 'system' }
  const [written] = await store.writeArticles(
    [{ target, decide: (current, around) => decideDue(current, due, at, around) }],
    write,
  )
  if (!written || written.ok) return
  const reason = `${written.error.code}: ${written.error.message}`
  const missed = (current: Parameters<typeof decideDue>[0]): ArticleDecision =>
    current ? decideMissed(current, due, at, reason) : { unchanged: true }
  await store.writeArticles([{ target, decide: missed }], write)
}

/**
 * Does all that fell due while no process ran, to be called before the first answer: what has expired meanwhile is not
 * delivered once more.
 *
 * @throws AppError `store-busy`, `store-full`
 */
export async function runOverdue(deps: Deps): Promise<void> {
  while ((await runDue(deps)) === batch);
}

/**
 * Does, in the background, what is due, also what fell due while no process ran.
 *
 * @param failed called with each error; the next run tries again
 */
export function startScheduling(deps: Deps, failed: (error: unknown) => void): BackgroundTask {
  return startTask(async () => ((await runDue(deps)) < batch ? pause : 0), failed, pause)
}
