import { type Id, isId } from '../../../domain/id.ts'
import type { Instant } from '../../../domain/instant.ts'
import type {
  EditedTerm,
  TermEditStore,
  TermLookup,
  TermWrite,
  VersionedTerm,
} from '../../../domain/store/term-edit-store.ts'
import { isShownInPrints } from '../../../domain/term/edit.ts'
import type { Term, TermKind } from '../../../domain/term/term.ts'
import { createAuditRows } from '../access/audit.ts'
import { createIdempotencyRows } from '../access/idempotency.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { readPage } from '../database/keyset-page.ts'
import { json } from '../database/value.ts'
import type { Writer } from '../database/writer.ts'
import { createChangeRows } from '../log/change.ts'
import type { Publisher } from '../print/publisher.ts'
import type { Reprint } from '../print/reprint.ts'
import { foldName, type TermRow, termOf } from './term.ts'
import { createTermUseRows, isUnusedSql } from './term-use.ts'

/** Prints that a write reprints itself. More are left to a job. */
const reprintLimit = 100

/** Sorts after every slug. */
const lastSlug = '\u{10FFFF}'

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
  const lookup: TermLookup = {
    term: id => plain(rows.byId(id)),
    slugOwner: rows.slugOwner,
    nameOwner: (kind, name) => rows.nameOwner(kind, foldName(name)),
    uses: use.uses,
  }

  /**
   * Reprints the articles of a term. At least one is reprinted in the same write, so that its change row invalidates the
   * cached responses of the term.
   *
   * @param carrier an article that has the term, or any other that must be reprinted
   */
  function reprintCarriers(id: Id, carrier: Id | undefined, isShown: boolean, at: Instant): void {
    const since = lastChange() + 1
    const remade = isShown ? reprint.reprintStale([{ kind: 'term', id, since }], at, reprintLimit) : 0
    if (remade > 0 || carrier === undefined) return
    reprint.reprintStale(publisher.reprint(carrier, at, 'always')?.stale ?? [], at, reprintLimit)
  }

  function removeTerm(now: Term | undefined, entry: Parameters<typeof audit.add>[1], write: TermWrite): undefined {
    if (now) use.remove(now)
    audit.add(write, entry)
    return undefined
  }

  return {
    async termOf(kind, ref) {
      const id = isId(ref) ? ref : readable.slugOwner(kind, ref)
      const row = id === undefined ? undefined : readable.byId(id)
      return row?.kind === kind ? readable.edited(row) : undefined
    },
    async allTerms(kind, { q = '', unused = false, ...page }) {
      const search = { kind, q, unused }
      const { rows: listed, ...ends } = readPage(
        page,
        ({ from, backwards, limit }) => readable.page(search, from ?? (backwards ? lastSlug : ''), backwards, limit),
        row => row.slug,
      )
      return { terms: listed.map(readable.edited), ...ends }
    },
    writeTerm(id, decide, write) {
      return writer.write(() => {
        const now = plain(rows.byId(id))
        const decided = decide(now, lookup)
        if (decided.remove) return removeTerm(now, decided.audit, write)
        const kept = decided.unchanged ? now?.id : (decided.mergeInto ?? decided.term.id)
        if (!decided.unchanged) {
          audit.add(write, decided.audit)
          const into = decided.term ? undefined : decided.mergeInto
          // A term without articles: its slugs now lead to the articles of the other one.
          const carrier = now && (rows.carrier(now.id) ?? (into && rows.carrier(into)))
          if (decided.term) rows.save(decided.term)
          else if (now) rows.merge(now.id, decided.mergeInto)
          if (now)
            reprintCarriers(now.id, carrier, decided.term === undefined || isShownInPrints(now, decided.term), write.at)
        }
        const row = kept === undefined ? undefined : rows.byId(kept)
        if (!row) throw new Error(`the term ${id} is missing after its write`)
        const edited = rows.edited(row)
        const { idempotency, ...who } = write
        answers.keep(
          { ...who, idempotency: idempotency && { ...idempotency, answer: () => idempotency.answer(edited) } },
          [],
        )
        return edited
      })
    },
  }
}

function createTermRows(connection: Connection) {
  const byId = connection.prepare<[Id], TermRow>(
    'SELECT t.* FROM term o JOIN term t ON t.id = coalesce(o.merged_into, o.id) WHERE o.id = ?',
  )
  const slugOwner = connection
    .prepare<[TermKind, string], Id>('SELECT term_id FROM term_slug WHERE kind = ? AND slug = ?')
    .pluck()
  const nameOwner = connection
    .prepare<[TermKind, string], Id>('SELECT term_id FROM term_name WHERE kind = ? AND name = ?')
    .pluck()
  const slugs = connection.prepare<[Id], string>('SELECT slug FROM term_slug WHERE term_id = ? ORDER BY slug').pluck()
  const names = connection.prepare<[Id], string>('SELECT name FROM term_name WHERE term_id = ? ORDER BY name').pluck()
  const carrier = connection
    .prepare<{ id: Id }, Id>(
      `SELECT u.article_id FROM term t JOIN print_use u ON u.kind = 'term' AND u.used_id = t.id
       WHERE t.id = @id OR t.merged_into = @id LIMIT 1`,
    )
    .pluck()
  const merged = connection
    .prepare<[Id], number>('SELECT coalesce(sum(articles), 0) FROM term WHERE merged_into = ?')
    .pluck()
  const save = connection.prepare<Omit<TermRow, 'articles' | 'merged_into' | 'edited' | 'version'>>(
    `INSERT INTO term (id, kind, slug, name, description, image, page_url, articles, edited)
     VALUES (@id, @kind, @slug, @name, @description, @image, @page_url, 0, 1) ON CONFLICT (id) DO UPDATE
     SET slug = excluded.slug, name = excluded.name, description = excluded.description, image = excluded.image,
         page_url = excluded.page_url, edited = 1, version = version + 1`,
  )
  const addSlug = insertInto<{ kind: TermKind; slug: string; term_id: Id }>(connection, 'term_slug', { ignore: true })
  const addName = insertInto<{ kind: TermKind; name: string; term_id: Id }>(connection, 'term_name', { ignore: true })
  const merge = [
    'UPDATE term SET merged_into = @into WHERE id = @id OR merged_into = @id',
    'UPDATE term SET edited = 1, version = version + 1 WHERE id = @into',
    'UPDATE term_slug SET term_id = @into WHERE term_id = @id',
    'UPDATE term_name SET term_id = @into WHERE term_id = @id',
  ].map(sql => connection.prepare<{ id: Id; into: Id }>(sql))
  const page = (comparison: string, order: string) =>
    connection.prepare<{ kind: TermKind; q: string; unused: 0 | 1; from: string; limit: number }, TermRow>(
      `SELECT t.* FROM term t WHERE t.kind = @kind AND t.merged_into IS NULL AND t.slug ${comparison} @from
       AND t.name LIKE @q ESCAPE '\\' AND (@unused = 0 OR ${isUnusedSql}) ORDER BY t.slug ${order} LIMIT @limit`,
    )
  const following = page('>', 'ASC')
  const preceding = page('<', 'DESC')

  return {
    byId: (id: Id) => byId.get(id),
    slugOwner: (kind: TermKind, slug: string) => slugOwner.get(kind, slug),
    nameOwner: (kind: TermKind, folded: string) => nameOwner.get(kind, folded),
    /** An article whose print shows the term, or a term that was merged into it. */
    carrier: (id: Id) => carrier.get({ id }),
    page({ kind, q, unused }: Search, from: string, backwards: boolean, limit: number): TermRow[] {
      const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`
      return (backwards ? preceding : following).all({ kind, q: part, unused: unused ? 1 : 0, from, limit })
    },
    save({ id, kind, slug, name, description, image, pageUrl }: Term): void {
      const optional = { description: description ?? null, image: json(image), page_url: pageUrl ?? null }
      save.run({ id, kind, slug, name, ...optional })
      addSlug({ kind, slug, term_id: id })
      addName({ kind, name: foldName(name), term_id: id })
    },
    merge(id: Id, into: Id): void {
      for (const statement of merge) statement.run({ id, into })
    },
    edited(row: TermRow): EditedTerm {
      const term = termOf(row)
      const own = foldName(row.name)
      return {
        ...term,
        version: row.version,
        articles: term.articles + (merged.get(row.id) ?? 0),
        formerSlugs: slugs.all(row.id).filter(slug => slug !== row.slug),
        otherNames: names.all(row.id).filter(name => name !== own),
      }
    },
  }
}

type Search = { kind: TermKind; q: string; unused: boolean }

function plain(row: TermRow | undefined): VersionedTerm | undefined {
  if (!row) return undefined
  const { articles: _, ...term } = termOf(row)
  return { ...term, version: row.version }
}
