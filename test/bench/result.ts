import type { Lab } from './lab.ts'
import { compare, type Measured } from './measure.ts'
import type { Goal, Row, Unit } from './row.ts'

export type Result = {
  row: string
  unit: Unit
  /** Ours first. */
  measured: Measured[]
  goals: Judged[]
  notes: string[]
  /** Errors; with any, the figures do not count. */
  errors: string[]
}

/** `reached` is undefined where there is nothing to judge yet. */
export type Judged = Goal & { value: number; reached: boolean | undefined }

/** Measures a row. An error becomes its result and stops no other row. */
export async function measureRow(row: Row, lab: Lab): Promise<Result> {
  const result: Result = { row: row.name, unit: row.unit, measured: [], goals: [], notes: [], errors: [] }
  try {
    const { contenders, notes = [], notYet, rounds = lab.plan.rounds } = await row.prepare(lab)
    const measured = await compare(contenders, rounds)
    const errors = measured.flatMap(({ name, errors }) => summary(name, errors))
    const judged = row.goals.map(goal => judge(goal, measured))
    const goals = notYet === undefined ? judged : judged.map(goal => ({ ...goal, reached: undefined }))
    const said = notYet === undefined ? notes : [...notes, notYet]
    return { ...result, measured, goals, notes: [...said, ...measured.flatMap(loadNotes)], errors }
  } catch (error) {
    return { ...result, errors: [error instanceof Error ? error.message : String(error)] }
  } finally {
    await lab.endRow()
  }
}

function judge(goal: Goal, measured: readonly Measured[]): Judged {
  const named = measured.find(({ name }) => name === (goal.against ?? goal.of)) ?? measured[0]
  const of = goal.against === undefined ? named?.value : named?.ratio
  const value = of?.median ?? Number.NaN
  const reached =
    value >= (goal.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (goal.atMost ?? Number.POSITIVE_INFINITY)
  return { ...goal, value, reached }
}

function summary(name: string, errors: readonly string[]): string[] {
  const [first] = errors
  return first === undefined ? [] : [`${name}: ${errors.length} errors, the first: ${first}`]
}

/** A figure is valid only if the server was the busy process. */
function loadNotes({ name, busy }: Measured): string[] {
  if (!busy) return []
  const taken = busy.load + (busy.others?.load ?? 0)
  if (taken < 0.95 || busy.server + (busy.others?.server ?? 0) > 0.9) return []
  return [`${name}: the load's core was full and the server's was not: the figure may be the load's`]
}
