import type { Id, NewId } from '../../domain/id.ts'
import { slugify } from '../../domain/slug.ts'
import type { TermName, TermStore } from '../../domain/store/term-store.ts'
import type { TermKind } from '../../domain/term.ts'
import type { Connection } from './connection.ts'
import type * as schema from './schema/term.ts'
import { insertInto } from './table.ts'
import { foldName, type TermRow, termOf } from './term.ts'
import { json } from './value.ts'
import type { Writer } from './writer.ts'

/** Sorts behind every slug. */
const lastSlug = '\u{10FFFF}'

/** Categories, tags and authors. */
export function createTermStore(
  connections: { reader: Connection; connection: Connection },
  writer: Writer,
  newId: NewId,
): TermStore {
  const { reader, connection } = connections
  const known = byName(reader)
  const make = createMaker(connection, newId)
  const bySlug = reader.prepare<[TermKind, string], TermRow>(
    `SELECT t.* FROM term_slug s JOIN term t ON t.id = s.term_id WHERE s.kind = ? AND s.slug = ? AND t.articles > 0`,
  )
  const byIds = reader.prepare<[string], TermRow>('SELECT * FROM term WHERE id IN (SELECT value FROM json_each(?))')
  const page = (comparison: string, order: string) =>
    reader.prepare<[TermKind, string, number], TermRow>(
      `SELECT * FROM term INDEXED BY term_delivered
       WHERE kind = ? AND articles > 0 AND merged_into IS NULL AND slug ${comparison} ? ORDER BY slug ${order} LIMIT ?`,
    )
  const following = page('>', 'ASC')
  const preceding = page('<', 'DESC')

  return {
    async resolveTerms(names) {
      // A batch names the same few again and again.
      const found = new Map<string, Id | undefined>()
      const ids = names.map(term => {
        const key = `${term.kind} ${term.name}`
        if (!found.has(key)) found.set(key, known(term))
        return found.get(key)
      })
      if (ids.every(id => id !== undefined)) return ids
      return writer.write(() => names.map(make))
    },
    async termsById(ids) {
      return byIds.all(JSON.stringify(ids)).map(termOf)
    },
    async term(kind, slug) {
      const row = bySlug.get(kind, slug)
      if (!row) return undefined
      return row.slug === slug ? { kind: 'term', term: termOf(row) } : { kind: 'moved', slug: row.slug }
    },
    async terms(kind, { limit, from, backwards = false }) {
      const end = from ?? (backwards ? lastSlug : '')
      const found = (backwards ? preceding : following).all(kind, end, limit + 1)
      const rows = found.slice(0, limit)
      const first = rows[0]?.slug ?? (backwards ? '' : lastSlug)
      const other = backwards ? following : preceding
      const behind = from !== undefined && other.get(kind, first, 1) !== undefined
      const more = found.length > limit
      const ends = backwards ? { hasNext: behind, hasPrevious: more } : { hasNext: more, hasPrevious: behind }
      return { terms: (backwards ? rows.reverse() : rows).map(termOf), ...ends }
    },
  }
}

function byName(connection: Connection): (name: TermName) => Id | undefined {
  const find = connection
    .prepare<[TermKind, string], Id>('SELECT term_id FROM term_name WHERE kind = ? AND name = ?')
    .pluck()
  return ({ kind, name }) => find.get(kind, foldName(name))
}

/** Finds the term of a name or makes it, within a write. */
function createMaker(connection: Connection, newId: NewId): (name: TermName) => Id {
  const find = byName(connection)
  const taken = connection.prepare('SELECT 1 FROM term_slug WHERE kind = ? AND slug = ?').pluck()
  const inUse = connection.prepare<[Id]>('SELECT 1 FROM term WHERE id = ?').pluck()
  const add = insertInto<TermRow>(connection, 'term')
  const addSlug = insertInto<typeof schema.termSlug.$inferSelect>(connection, 'term_slug')
  const addName = insertInto<typeof schema.termName.$inferSelect>(connection, 'term_name')

  function freeSlug(kind: TermKind, name: string): string {
    const base = slugify(name) || kind
    let slug = base
    for (let number = 2; taken.get(kind, slug); number += 1) slug = `${base}-${number}`
    return slug
  }

  return term => {
    const found = find(term)
    if (found !== undefined) return found
    const { kind, name, pageUrl, image, description } = term
    const id = term.id !== undefined && !inUse.get(term.id) ? term.id : newId()
    const slug = freeSlug(kind, term.slug ?? name)
    const optional = { description: description ?? null, image: json(image), page_url: pageUrl ?? null }
    add({ id, kind, slug, name: name.trim(), ...optional, articles: 0, merged_into: null })
    addSlug({ kind, slug, term_id: id })
    addName({ kind, name: foldName(name), term_id: id })
    return id
  }
}
