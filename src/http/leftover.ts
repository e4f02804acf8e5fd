import { at } from '../domain/json.ts'

/** A member of a request that its schema dropped, with the names of those that it kept beside it. */
export type Leftover = { pointer: string; name: string; known: string[] }

/** Most that are looked for. */
const most = 20

/** Members that were given and are not in what a schema made of them. Needs no stack. */
export function leftovers(given: unknown, taken: unknown): Leftover[] {
  const found: Leftover[] = []
  const open: { given: unknown; taken: unknown; pointer: string }[] = [{ given, taken, pointer: '' }]
  for (let next = open.pop(); next && found.length < most; next = open.pop()) {
    const { pointer } = next
    if (!isTree(next.given) || !isTree(next.taken)) continue
    for (const [name, value] of Object.entries(next.given)) {
      if (!Object.hasOwn(next.taken, name))
        found.push({ pointer: at(pointer, name), name, known: Object.keys(next.taken) })
      else if (isTree(value))
        open.push({ given: value, taken: Reflect.get(next.taken, name), pointer: at(pointer, name) })
    }
  }
  return found
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
