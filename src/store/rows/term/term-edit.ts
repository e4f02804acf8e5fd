import { type Id, isId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { TermEditStore, TermLookup, TermWrite, VersionedTerm } from '../../../domain/store/term-edit-store.ts'
import { isShownInPrints } from '../../../domain/term/edit.ts'
import type { Term } from '../../../domain/term/term.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { readPage } from '../database/keyset-page.ts'
import { reads, writes } from '../database/port.ts'
import { type Answer, each, type Routine } from '../database/routine.ts'
import type { Writer } from '../database/writer.ts'
import { createChangeRows } from '../log/change.ts'
import type { Publisher } from '../print/publisher.ts'
import type { Reprint } from '../print/reprint.ts'
import { foldName, type TermRow, termOf } from './term.ts'
import { createTermRows } from './term-row.ts'
import { createTermUseRows } from './term-use.ts'

/** Prints that a write reprints itself. More are left to a job. */
const reprintLimit = 100

/** Edits categories, tags and authors, and reprints the articles that have them. */
export function createTermEditStore(
  connections: { reader: Connection; connection: Connection },
  writer: Writer,
  { publisher, reprint }: { publisher: Publisher; reprint: Reprint },
): TermEditStore {
  const { reader, connection } = connections
  const readable = createTermRows(reader)
  const rows = createTermRows(connection)
  const audit = createAuditRows(connection)
  const use = createTermUseRows(connection)
  const answers = createIdempotencyRows(connection)
  const lastChange = createChangeRows(connection).last
  const lookupIn = (answer: Answer): TermLookup => ({
    term: id => plain(answer(rows.byId(id))),
    slugOwner: (kind, slug) => answer(rows.slugOwner(kind, slug)),
    nameOwner: (kind, name) => answer(rows.nameOwner(kind, foldName(name))),
    uses: id => answer(use.uses(id)),
  })

  /**
   * Reprints the articles of a term. At least one is reprinted in the same write, so that its change row invalidates the
   * cached responses of the term.
   *
   * @param carrier an article that has the term, or any other that must be reprinted
   */
  function* reprintCarriers(id: Id, carrier: Id | undefined, isShown: boolean, at: Instant): Routine<void> {
    const since = (yield* lastChange()) + 1
    const remade = isShown ? yield* reprint.reprintStale([{ kind: 'term', id, since }], at, reprintLimit) : 0
    if (remade > 0 || carrier === undefined) return
    yield* reprint.reprintStale((yield* publisher.reprint(carrier, at, 'always'))?.stale ?? [], at, reprintLimit)
  }

  function* removeTerm(
    now: Term | undefined,
    entry: Parameters<typeof audit.add>[1],
    write: TermWrite,
  ): Routine<undefined> {
    if (now) yield* use.remove(now)
    yield* audit.add(write, entry)
    return undefined
  }

  return {
    ...reads<Pick<TermEditStore, 'termOf' | 'allTerms'>>(reader, {
      *termOf(kind, ref) {
        const id = isId(ref) ? ref : yield* readable.slugOwner(kind, ref)
        const row = id === undefined ? undefined : yield* readable.byId(id)
        return row?.kind === kind ? yield* readable.edited(row) : undefined
      },
      *allTerms(kind, { q = '', unused = false, ...page }) {
        const search = { kind, q, unused }
        const { rows: listed, ...ends } = yield* readPage(
          page,
          ({ from, backwards, limit }) => readable.page(search, from, backwards, limit),
          row => row.slug,
        )
        return { terms: yield* each(listed, readable.edited), ...ends }
      },
    }),
    ...writes<Pick<TermEditStore, 'writeTerm'>>(writer, {
      *writeTerm(id, decide, write) {
        const now = plain(yield* rows.byId(id))
        const decided = yield* connection.decide(answer => decide(now, lookupIn(answer)))
        if (decided.remove) return yield* removeTerm(now, decided.audit, write)
        const kept = decided.unchanged ? now?.id : (decided.mergeInto ?? decided.term.id)
        if (!decided.unchanged) {
          yield* audit.add(write, decided.audit)
          const into = decided.term ? undefined : decided.mergeInto
          // A term without articles: its slugs now lead to the articles of the other one.
          const carrier = now && ((yield* rows.carrier(now.id)) ?? (into && (yield* rows.carrier(into))))
          if (decided.term) yield* rows.save(decided.term)
          else if (now) yield* rows.merge(now.id, decided.mergeInto)
          if (now)
            yield* reprintCarriers(
              now.id,
              carrier,
              decided.term === undefined || isShownInPrints(now, decided.term),
              write.at,
            )
        }
        const row = kept === undefined ? undefined : yield* rows.byId(kept)
        if (!row) throw new Error(`the term ${id} is missing after its write`)
        const edited = yield* rows.edited(row)
        const { idempotency, ...who } = write
        yield* answers.keep(
          { ...who, idempotency: idempotency && { ...idempotency, answer: () => idempotency.answer(edited) } },
          [],
        )
        return edited
      },
    }),
  }
}

function plain(row: TermRow | undefined): VersionedTerm | undefined {
  if (!row) return undefined
  const { articles: _, ...term } = termOf(row)
  return { ...term, version: row.version }
}
