import type { Id, NewId } from '../../../domain/id.ts'
import type { TermName } from '../../../domain/store/term-store.ts'
import type { Write } from '../../../domain/store/write.ts'
import type { Term, TermKind } from '../../../domain/term/term.ts'
import { slugify } from '../../../domain/text/slug.ts'
import { createAuditRows } from '../access/audit.ts'
import type { Connection } from '../database/connection.ts'
import { insertInto } from '../database/insert.ts'
import { json } from '../database/value.ts'
import type * as schema from '../schema/term.ts'
import { foldName, type TermRow, termOf } from './term.ts'

/**
 * Resolves term names for the decision on one article, in the transaction that writes the article. New terms are written by
 * `save`: a decision that is refused, or changes nothing, creates no terms.
 */
export type TermMaker = {
  /** Starts the next decision. */
  begin(): void
  /** See `Lookup.resolveTerms`. */
  resolve(names: readonly TermName[], mayDescribe: boolean): Id[]
  /** The terms of ids as they will be after `save`; without unknown ones. */
  terms(ids: readonly Id[]): Term[]
  /** Writes the new and completed terms that the article has, with their audit entries. */
  save(carried: readonly Id[], write: Write, article: { id: Id; version: number }): void
}

export function createTermMaker(connection: Connection, newId: NewId): TermMaker {
  const byName = connection
    .prepare<[TermKind, string], Id>(
      `SELECT coalesce(t.merged_into, t.id) FROM term_name n JOIN term t ON t.id = n.term_id
       WHERE n.kind = ? AND n.name = ?`,
    )
    .pluck()
  const rowOf = connection.prepare<[Id], TermRow>('SELECT * FROM term WHERE id = ?')
  const rowsOf = connection.prepare<[string], TermRow>(
    'SELECT * FROM term WHERE id IN (SELECT value FROM json_each(?))',
  )
  const hasSlug = connection.prepare<[TermKind, string]>('SELECT 1 FROM term_slug WHERE kind = ? AND slug = ?').pluck()
  const add = insertInto<TermRow>(connection, 'term')
  const addSlug = insertInto<typeof schema.termSlug.$inferSelect>(connection, 'term_slug')
  const addName = insertInto<typeof schema.termName.$inferSelect>(connection, 'term_name')
  const describe = connection.prepare<Facts & { id: Id }>(
    'UPDATE term SET description = @description, image = @image, page_url = @page_url, version = version + 1 WHERE id = @id',
  )
  const audit = createAuditRows(connection)
  /** By kind and folded name. */
  const made = new Map<string, TermRow>()
  /** Rows with added facts. */
  const described = new Map<Id, TermRow>()

  function freeSlug(kind: TermKind, name: string): string {
    const taken = new Set([...made.values()].filter(row => row.kind === kind).map(row => row.slug))
    const base = slugify(name) || kind
    let slug = base
    for (let number = 2; taken.has(slug) || hasSlug.get(kind, slug); number += 1) slug = `${base}-${number}`
    return slug
  }

  function make(term: TermName, mayDescribe: boolean): TermRow {
    const { kind, name, id: wanted, slug } = term
    const id = wanted !== undefined && !rowOf.get(wanted) ? wanted : newId()
    const facts = mayDescribe ? factsOf(term) : noFacts
    const counts = { articles: 0, merged_into: null, edited: 0, version: 1 }
    return {
      id,
      kind,
      slug: freeSlug(kind, (mayDescribe ? slug : undefined) ?? name),
      name: name.trim(),
      ...facts,
      ...counts,
    }
  }

  /** Adds missing facts to a term that is not public and that no editor has changed. */
  function complete(id: Id, term: TermName): void {
    const stated = factsOf(term)
    if (Object.values(stated).every(value => value === null)) return
    const row = described.get(id) ?? rowOf.get(id)
    if (!row || row.articles > 0 || row.edited !== 0) return
    const { description, image, page_url } = row
    const facts = {
      description: description ?? stated.description,
      image: image ?? stated.image,
      page_url: page_url ?? stated.page_url,
    }
    if (JSON.stringify(facts) !== JSON.stringify({ description, image, page_url }))
      described.set(id, { ...row, ...facts })
  }

  function resolveOne(term: TermName, mayDescribe: boolean): Id {
    const folded = foldName(term.name)
    const key = `${term.kind} ${folded}`
    const asked = made.get(key)
    if (asked) return asked.id
    const known = byName.get(term.kind, folded)
    if (known === undefined) {
      const row = make(term, mayDescribe)
      made.set(key, row)
      return row.id
    }
    if (mayDescribe) complete(known, term)
    return known
  }

  return {
    begin() {
      made.clear()
      described.clear()
    },
    resolve: (names, mayDescribe) => names.map(term => resolveOne(term, mayDescribe)),
    terms(ids) {
      const wanted = new Set(ids)
      const asked = [...made.values()].filter(row => wanted.has(row.id))
      const known = rowsOf.all(JSON.stringify(ids)).map(row => described.get(row.id) ?? row)
      return [...known, ...asked].map(termOf)
    },
    save(carried, write, { id: articleId, version }) {
      const wanted = new Set(carried)
      const addAudit = (action: string, { id, slug, name }: TermRow) =>
        audit.add(write, { action, articleId, version, detail: { termId: id, slug, name } })
      for (const row of made.values()) {
        if (!wanted.has(row.id)) continue
        const { id, kind, slug, name } = row
        add(row)
        addSlug({ kind, slug, term_id: id })
        addName({ kind, name: foldName(name), term_id: id })
        addAudit(`${kind}.create`, row)
      }
      for (const row of described.values()) {
        if (!wanted.has(row.id)) continue
        const { id, description, image, page_url } = row
        describe.run({ id, description, image, page_url })
        addAudit(`${row.kind}.edit`, row)
      }
      this.begin()
    },
  }
}

type Facts = Pick<TermRow, 'description' | 'image' | 'page_url'>

const noFacts: Facts = { description: null, image: null, page_url: null }

function factsOf({ description, image, pageUrl }: TermName): Facts {
  return { description: description ?? null, image: json(image), page_url: pageUrl ?? null }
}
