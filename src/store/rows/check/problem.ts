import type { Id } from '../../../domain/id.ts'
import type { StorePart, StoreProblem } from '../../../domain/store/check.ts'

export type Problem = Omit<StoreProblem, 'part' | 'repaired'>

/** A kind of problem: how to find it, and how to repair what was found. */
export type Check = {
  part: StorePart
  find(): Problem[] | Promise<Problem[]>
  repair?: (articleIds: Id[]) => Promise<void>
}
