/**
 * A sequence of statements with a result. A rule that reads or writes rows is a generator, and `yield*` runs a statement or
 * another routine within it. The engine decides how it runs: SQLite runs it to its end without a pause, so that nothing else
 * of the process can run inside its transaction. PostgreSQL pauses it at every statement until the answer arrives.
 */
export type Routine<Result> = Iterable<Request, Result, unknown>

/** A statement that the engine is to run. The routine continues with its rows. */
export type Request = { text: string; values: readonly unknown[] }

/** Runs a routine for a decision, which is synchronous: see `Connection.decide`. */
export type Answer = <Result>(routine: Routine<Result>) => Result

/** The result of a routine. */
export type ResultOf<Of> = Of extends Routine<infer Result> ? Result : never

/** A routine that has run. */
export function finished<Result>(value: Result): Routine<Result> {
  return new Finished(value)
}

/** Runs a routine whose statements pause nowhere. */
export function runAtOnce<Result>(routine: Routine<Result>): Result {
  const { done, value } = routine[Symbol.iterator]().next()
  if (!done) throw new TypeError('A statement of another engine is in the routine.')
  return value
}

/** The results of a routine for each value, one after the other. */
export function* each<Value, Result>(
  values: Iterable<Value>,
  work: (value: Value) => Routine<Result>,
): Routine<Result[]> {
  const results: Result[] = []
  for (const value of values) results.push(yield* work(value))
  return results
}

/** Iterable and iterator in one object: it is made once for each statement. */
class Finished<Result> implements Iterator<Request, Result, unknown>, IteratorReturnResult<Result> {
  readonly done = true
  readonly value: Result

  constructor(value: Result) {
    this.value = value
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): this {
    return this
  }
}
