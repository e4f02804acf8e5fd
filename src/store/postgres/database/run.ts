import type { Answer as Decided, Routine } from '../../rows/database/routine.ts'
import type { Client } from './client.ts'

/** Names of prepared statements, by their texts. */
export type StatementNames = (text: string) => string

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>()
  return text => {
    const known = names.get(text)
    if (known !== undefined) return known
    const name = `s${names.size}`
    names.set(text, name)
    return name
  }
}

/** A command of the server without values, such as one that controls a transaction. */
export function control(text: string): Routine<unknown> {
  return [{ text, values: [] }].values() as Routine<unknown>
}

/** Runs a routine on a connection: it pauses at each statement until the answer has arrived. */
export async function runOn<Result>(client: Client, routine: Routine<Result>, nameOf: StatementNames): Promise<Result> {
  const steps = routine[Symbol.iterator]()
  let step = steps.next()
  while (!step.done) {
    const { text, values } = step.value
    const answer = await client.query({ text, values, name: nameOf(text) }).then(
      found => ({ found }),
      (error: unknown) => ({ error }),
    )
    if ('found' in answer) step = steps.next(answer.found)
    else step = raise(steps, answer.error)
  }
  return step.value
}

function raise<Step, Result>(steps: Iterator<Step, Result, unknown>, error: unknown): IteratorResult<Step, Result> {
  if (steps.throw) return steps.throw(error)
  throw error
}

/**
 * Runs a decision, which is synchronous. Where it needs an answer that is not there yet, it is interrupted, the answer is
 * read, and it runs again from the start with the answers that it had before.
 */
export function* decideIn<Result>(decision: (answer: Decided) => Result): Routine<Result> {
  const known: { value: unknown }[] = []
  for (;;) {
    let place = 0
    let missing: Routine<unknown> | undefined
    const answer: Decided = <Found>(routine: Routine<Found>): Found => {
      const found = known[place]
      place += 1
      if (found) return found.value as Found
      missing = routine
      throw new Unanswered()
    }
    try {
      return decision(answer)
    } catch (error) {
      if (!(error instanceof Unanswered) || !missing) throw error
    }
    known.push({ value: yield* missing })
  }
}

/** Interrupts a decision. */
class Unanswered extends Error {}
