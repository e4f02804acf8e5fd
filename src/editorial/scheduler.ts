import type { ScheduledAction } from '../domain/article/schedule.ts'
import { decideDue, decideMissed } from '../domain/article/transition.ts'
import { type Clock, now } from '../domain/instant.ts'
import type { ArticleDecision } from '../domain/store/article/article-store.ts'
import type { Store } from '../domain/store/store.ts'
import { type BackgroundTask, startTask } from './background-task.ts'

/** Milliseconds between two queries, so that due transitions run within a second. */
const pause = 250
/** Maximum number of due transitions of one query. */
const batch = 50

type Deps = { store: Pick<Store, 'due' | 'writeArticles'>; clock: Clock }

/**
 * Runs due transitions. Each has a transaction of its own, which checks that it is still due, so that each runs exactly
 * once with any number of processes.
 *
 * @returns the number of due transitions found
 */
export async function runDue({ store, clock }: Deps): Promise<number> {
  const due = await store.due(now(clock), batch)
  for (const one of due) await run(one, { store, clock })
  return due.length
}

async function run(due: ScheduledAction, { store, clock }: Deps): Promise<void> {
  const at = now(clock)
  const target = { id: due.articleId }
  const write = { at, actor: 'system' }
  const [written] = await store.writeArticles(
    [{ target, decide: (current, lookup) => decideDue(current, due, at, lookup) }],
    write,
  )
  if (!written || written.ok) return
  const reason = `${written.error.code}: ${written.error.message}`
  const missed = (current: Parameters<typeof decideDue>[0]): ArticleDecision =>
    current ? decideMissed(current, due, at, reason) : { unchanged: true }
  await store.writeArticles([{ target, decide: missed }], write)
}

/**
 * Runs everything that became due while no process ran. Call it before the first response, so that no expired article is
 * delivered.
 *
 * @throws AppError `store-busy`, `store-full`
 */
export async function runOverdue(deps: Deps): Promise<void> {
  while ((await runDue(deps)) === batch);
}

/**
 * Runs due transitions in the background.
 *
 * @param failed called with each error; the next run tries again
 */
export function startScheduling(deps: Deps, failed: (error: unknown) => void): BackgroundTask {
  return startTask(async () => ((await runDue(deps)) < batch ? pause : 0), failed, pause)
}
