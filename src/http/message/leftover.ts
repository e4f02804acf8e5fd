/** A member of a request that its schema dropped, and the path of what it stood in. */
export type Leftover = { path: string[]; name: string }

/** Most that are looked for. */
const most = 20

type Place = { given: unknown; taken: unknown; name?: string; around?: Place }

/** Members that were given and are not in what a schema made of them. Needs no stack. */
export function leftovers(given: unknown, taken: unknown): Leftover[] {
  const found: Leftover[] = []
  const open: Place[] = [{ given, taken }]
  for (let next = open.pop(); next && found.length < most; next = open.pop()) {
    if (!isTree(next.given) || !isTree(next.taken)) continue
    for (const [name, value] of Object.entries(next.given)) {
      if (found.length === most) break
      if (!Object.hasOwn(next.taken, name)) found.push({ path: pathOf(next), name })
      else if (isTree(value)) open.push({ given: value, taken: Reflect.get(next.taken, name), name, around: next })
    }
  }
  return found
}

function pathOf(place: Place): string[] {
  const path: string[] = []
  for (let step: Place | undefined = place; step?.name !== undefined; step = step.around) path.push(step.name)
  return path.reverse()
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
