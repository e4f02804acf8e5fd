import type { ScheduledAction } from '../../article/schedule.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'

/** Scheduled publications and expiries. They are written with the articles: see `ArticleDecision`. */
export interface ScheduleStore {
  /** What is to happen to an article. */
  scheduled(articleId: Id): Promise<ScheduledAction[]>

  /** What is due at a moment, oldest first. */
  due(at: Instant, limit: number): Promise<ScheduledAction[]>
}
