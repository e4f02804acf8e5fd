import type { Id, NewId } from '../../../domain/id.ts'
import type { TermName } from '../../../domain/store/term-store.ts'
import type { Write } from '../../../domain/store/write.ts'
import type { Term, TermKind } from '../../../domain/term/term.ts'
import { slugify } from '../../../domain/text/slug.ts'
import { sortKey } from '../../../domain/text/sort-key.ts'
import { term, termName, termSlug } from '../../schema/term.ts'
import { createAuditRows } from '../access/audit.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, sql } from '../database/drizzle.ts'
import { each, type Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json } from '../database/value.ts'
import { currentId, foldName, type TermRow, termOf } from './term.ts'

/**
 * Resolves term names for the decision on one article, in the transaction that writes the article. New terms are written by
 * `save`: a decision that is refused, or changes nothing, creates no terms.
 */
export type TermMaker = {
  /** Starts the next decision. */
  begin(): void
  /** See `Lookup.resolveTerms`. */
  resolve(names: readonly TermName[], mayDescribe: boolean): Routine<Id[]>
  /** The terms of ids as they will be after `save`; without unknown ones. */
  terms(ids: readonly Id[]): Routine<Term[]>
  /** Writes the new and completed terms that the article has, with their audit entries. */
  save(carried: readonly Id[], write: Write, article: { id: Id; version: number }): Routine<void>
}

export function createTermMaker(connection: Connection, newId: NewId): TermMaker {
  const { db } = connection
  const byName = prepared(
    db
      .select({ id: currentId(term) })
      .from(termName)
      .innerJoin(term, eq(term.id, termName.term_id))
      .where(and(equals(termName.kind, 'kind'), equals(termName.name, 'name'))),
  )
  const byId = prepared(db.select().from(term).where(equals(term.id, 'id')))
  const byIds = prepared(db.select().from(term).where(connection.syntax.isAnyOf(term.id, 'ids')))
  const bySlug = prepared(
    db
      .select({ id: termSlug.term_id })
      .from(termSlug)
      .where(and(equals(termSlug.kind, 'kind'), equals(termSlug.slug, 'slug'))),
  )
  const add = insertInto(connection, term)
  const addSlug = insertInto(connection, termSlug)
  const addName = insertInto(connection, termName)
  const describe = prepared(
    db
      .update(term)
      .set({
        description: bound('description'),
        image: bound('image'),
        page_url: bound('page_url'),
        version: sql`${term.version} + 1`,
      })
      .where(equals(term.id, 'id')),
  )
  const audit = createAuditRows(connection)
  /** By kind and folded name. */
  const made = new Map<string, TermRow>()
  /** Rows with added facts. */
  const described = new Map<Id, TermRow>()

  function* freeSlug(kind: TermKind, name: string): Routine<string> {
    const taken = new Set([...made.values()].filter(row => row.kind === kind).map(row => row.slug))
    const base = slugify(name) || kind
    let slug = base
    for (let number = 2; taken.has(slug) || (yield* bySlug.get({ kind, slug })); number += 1) slug = `${base}-${number}`
    return slug
  }

  function* make(term: TermName, mayDescribe: boolean): Routine<TermRow> {
    const { kind, name, id: wanted, slug } = term
    const id = wanted !== undefined && !(yield* byId.get({ id: wanted })) ? wanted : newId()
    const facts = mayDescribe ? factsOf(term) : noFacts
    const counts = { articles: 0, merged_into: null, edited: 0, version: 1 }
    return {
      id,
      kind,
      slug: yield* freeSlug(kind, (mayDescribe ? slug : undefined) ?? name),
      name: name.trim(),
      name_key: sortKey(name),
      ...facts,
      ...counts,
    }
  }

  /** Adds missing facts to a term that is not public and that no editor has changed. */
  function* complete(id: Id, term: TermName): Routine<void> {
    const stated = factsOf(term)
    if (Object.values(stated).every(value => value === null)) return
    const row = described.get(id) ?? (yield* byId.get({ id }))
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

  function* resolveOne(term: TermName, mayDescribe: boolean): Routine<Id> {
    const folded = foldName(term.name)
    const key = `${term.kind} ${folded}`
    const asked = made.get(key)
    if (asked) return asked.id
    const known = (yield* byName.get({ kind: term.kind, name: folded }))?.id
    if (known === undefined) {
      const row = yield* make(term, mayDescribe)
      made.set(key, row)
      return row.id
    }
    if (mayDescribe) yield* complete(known, term)
    return known
  }

  return {
    begin() {
      made.clear()
      described.clear()
    },
    resolve: (names, mayDescribe) => each(names, term => resolveOne(term, mayDescribe)),
    *terms(ids) {
      const wanted = new Set(ids)
      const asked = [...made.values()].filter(row => wanted.has(row.id))
      const known = (yield* byIds.all({ ids: JSON.stringify(ids) })).map(row => described.get(row.id) ?? row)
      return [...known, ...asked].map(termOf)
    },
    *save(carried, write, { id: articleId, version }) {
      const wanted = new Set(carried)
      const addAudit = (action: string, { id, slug, name }: TermRow) =>
        audit.add(write, { action, articleId, version, detail: { termId: id, slug, name } })
      for (const row of made.values()) {
        if (!wanted.has(row.id)) continue
        const { id, kind, slug, name } = row
        yield* add(row)
        yield* addSlug({ kind, slug, term_id: id })
        yield* addName({ kind, name: foldName(name), term_id: id })
        yield* addAudit(`${kind}.create`, row)
      }
      for (const row of described.values()) {
        if (!wanted.has(row.id)) continue
        const { id, description, image, page_url } = row
        yield* describe.run({ id, description, image, page_url })
        yield* addAudit(`${row.kind}.edit`, row)
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
