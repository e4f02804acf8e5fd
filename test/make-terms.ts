import { uuidv7 } from 'uuidv7'
import type { Id } from '../src/domain/id.ts'
import type { Store } from '../src/domain/store/store.ts'
import type { TermName } from '../src/domain/store/term-store.ts'
import { decideCreate } from '../src/domain/term/edit.ts'

/** The ids of the terms with those names, made as editors make them where there are none. */
export async function makeTerms(store: Pick<Store, 'writeTerm'>, names: readonly TermName[]): Promise<Id[]> {
  const ids: Id[] = []
  for (const { kind, id = uuidv7(), ...wish } of names) {
    let known: Id | undefined
    const write = { at: '2026-11-22T09:00:00Z', actor: 'cli' }
    try {
      const made = await store.writeTerm(
        id,
        (_, around) => {
          known = around.nameOwner(kind, wish.name)
          if (known !== undefined) throw new Error('known')
          return decideCreate(id, kind, wish, around)
        },
        write,
      )
      if (made) ids.push(made.id)
    } catch (error) {
      if (known === undefined) throw error
      ids.push(known)
    }
  }
  return ids
}
