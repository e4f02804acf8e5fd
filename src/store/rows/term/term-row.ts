import type { Id } from '../../../domain/id.ts'
import type { EditedTerm } from '../../../domain/store/term-edit-store.ts'
import type { Term, TermKind } from '../../../domain/term/term.ts'
import { sortKey } from '../../../domain/text/sort-key.ts'
import { printUse } from '../../schema/print.ts'
import { term, termName, termSlug } from '../../schema/term.ts'
import type { Connection } from '../database/connection.ts'
import { alias, and, asc, desc, eq, getTableColumns, gt, isNull, lt, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, insertInto, prepared } from '../database/statement.ts'
import { json } from '../database/value.ts'
import { currentId, foldName, isInFamily, type TermRow, termOf } from './term.ts'
import { isUnused } from './term-use.ts'

type Search = { kind: TermKind; q: string; unused: boolean }

/** Sorts after every slug. */
const lastSlug = '\u{10FFFF}'

/** Rows of categories, tags and authors: reads what an editor sees of them, and changes them. */
export function createTermRows(connection: Connection) {
  const { db } = connection
  const named = alias(term, 'named')
  const byId = prepared(
    db
      .select(getTableColumns(term))
      .from(named)
      .innerJoin(term, eq(term.id, currentId(named)))
      .where(equals(named.id, 'id')),
  )
  const slugOwner = prepared(
    db
      .select({ id: termSlug.term_id })
      .from(termSlug)
      .where(and(equals(termSlug.kind, 'kind'), equals(termSlug.slug, 'slug'))),
  )
  const nameOwner = prepared(
    db
      .select({ id: termName.term_id })
      .from(termName)
      .where(and(equals(termName.kind, 'kind'), equals(termName.name, 'name'))),
  )
  const hasSlug = equals(termSlug.term_id, 'id')
  const hasName = equals(termName.term_id, 'id')
  const slugs = prepared(db.select({ slug: termSlug.slug }).from(termSlug).where(hasSlug).orderBy(termSlug.slug))
  const names = prepared(db.select({ name: termName.name }).from(termName).where(hasName).orderBy(termName.name))
  const carrier = prepared(
    db
      .select({ articleId: printUse.article_id })
      .from(term)
      .innerJoin(printUse, and(eq(printUse.kind, 'term'), eq(printUse.used_id, term.id)))
      .where(isInFamily(term, bound('id')))
      .limit(1),
  )
  const merged = prepared(
    db
      .select({ articles: sql<number>`coalesce(sum(${term.articles}), 0)` })
      .from(term)
      .where(equals(term.merged_into, 'id')),
  )
  const [edited, version] = [1, sql`${term.version} + 1`]
  const facts = {
    slug: bound('slug'),
    name: bound('name'),
    name_key: bound('name_key'),
    description: bound('description'),
    image: bound('image'),
    page_url: bound('page_url'),
  }
  const save = prepared(
    db
      .insert(term)
      .values({ id: bound('id'), kind: bound('kind'), ...facts, articles: 0, edited })
      .onConflictDoUpdate({ target: term.id, set: { ...facts, edited, version } }),
  )
  const addSlug = insertInto(connection, termSlug, { conflict: { ignore: true } })
  const addName = insertInto(connection, termName, { conflict: { ignore: true } })
  const into = bound('into')
  const merge = [
    db
      .update(term)
      .set({ merged_into: into })
      .where(isInFamily(term, bound('id'))),
    db.update(term).set({ edited, version }).where(equals(term.id, 'into')),
    db.update(termSlug).set({ term_id: into }).where(hasSlug),
    db.update(termName).set({ term_id: into }).where(hasName),
  ].map(query => prepared(query))
  const page = (isBeyond: typeof gt, order: typeof asc) =>
    prepared(
      db
        .select()
        .from(term)
        .where(
          and(
            equals(term.kind, 'kind'),
            isNull(term.merged_into),
            isBeyond(term.slug, bound('from')),
            connection.syntax.isLike(term.name, 'q'),
            or(eq(bound('unused'), 0), isUnused(connection)),
          ),
        )
        .orderBy(order(term.slug))
        .limit(sql.placeholder('limit')),
    )
  const following = page(gt, asc)
  const preceding = page(lt, desc)

  return {
    byId: (id: Id) => byId.get({ id }),
    *slugOwner(kind: TermKind, slug: string) {
      return (yield* slugOwner.get({ kind, slug }))?.id
    },
    *nameOwner(kind: TermKind, folded: string) {
      return (yield* nameOwner.get({ kind, name: folded }))?.id
    },
    /** An article whose print shows the term, or a term that was merged into it. */
    *carrier(id: Id) {
      return (yield* carrier.get({ id }))?.articleId
    },
    *page(
      { kind, q, unused }: Search,
      from: string | undefined,
      backwards: boolean,
      limit: number,
    ): Routine<TermRow[]> {
      const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`
      return yield* (backwards ? preceding : following).all({
        kind,
        q: part,
        unused: unused ? 1 : 0,
        from: from ?? (backwards ? lastSlug : ''),
        limit,
      })
    },
    *save({ id, kind, slug, name, description, image, pageUrl }: Term): Routine<void> {
      const optional = { description: description ?? null, image: json(image), page_url: pageUrl ?? null }
      yield* save.run({ id, kind, slug, name, name_key: sortKey(name), ...optional })
      yield* addSlug({ kind, slug, term_id: id })
      yield* addName({ kind, name: foldName(name), term_id: id })
    },
    *merge(id: Id, into: Id): Routine<void> {
      for (const statement of merge) yield* statement.run({ id, into })
    },
    *edited(row: TermRow): Routine<EditedTerm> {
      const term = termOf(row)
      const own = foldName(row.name)
      return {
        ...term,
        version: row.version,
        articles: term.articles + ((yield* merged.get({ id: row.id }))?.articles ?? 0),
        formerSlugs: (yield* slugs.all({ id: row.id })).flatMap(({ slug }) => (slug === row.slug ? [] : slug)),
        otherNames: (yield* names.all({ id: row.id })).flatMap(({ name }) => (name === own ? [] : name)),
      }
    },
  }
}
