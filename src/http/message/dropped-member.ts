/** A member of the input that is missing from the output of its schema, and the path of its parent. */
export type DroppedMember = { path: string[]; name: string }

/** The search stops after this many. */
const maxFound = 20

type Visit = { input: unknown; output: unknown; name?: string; parent?: Visit }

/** Finds members of the input that its schema dropped. Not recursive, so deep input cannot exhaust the stack. */
export function droppedMembers(input: unknown, output: unknown): DroppedMember[] {
  const found: DroppedMember[] = []
  const open: Visit[] = [{ input, output }]
  for (let visit = open.pop(); visit && found.length < maxFound; visit = open.pop()) {
    if (!isTree(visit.input) || !isTree(visit.output)) continue
    for (const [name, value] of Object.entries(visit.input)) {
      if (found.length === maxFound) break
      if (!Object.hasOwn(visit.output, name)) found.push({ path: pathOf(visit), name })
      else if (isTree(value)) open.push({ input: value, output: Reflect.get(visit.output, name), name, parent: visit })
    }
  }
  return found
}

function pathOf(visit: Visit): string[] {
  const path: string[] = []
  for (let step: Visit | undefined = visit; step?.name !== undefined; step = step.parent) path.push(step.name)
  return path.reverse()
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
