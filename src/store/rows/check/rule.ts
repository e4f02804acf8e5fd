import type { SQL } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { StorePart } from '../../../domain/store/check.ts'
import { article, path, slug } from '../../schema/article.ts'
import { change, logReader } from '../../schema/change.ts'
import { edition } from '../../schema/edition.ts'
import { print, printLanguage, printTerm, tombstone, tombstoneFilter } from '../../schema/print.ts'
import { term, termSlug } from '../../schema/term.ts'
import { viewCount, viewDay, viewHour } from '../../schema/view.ts'
import type { Connection } from '../database/connection.ts'
import {
  alias,
  and,
  eq,
  exists,
  getTableName,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  ne,
  not,
  notExists,
  or,
  sql,
} from '../database/drizzle.ts'
import { type Bound, excluded, sqliteSequence } from '../database/statement.ts'
import { viewRule } from './view-rule.ts'

type Database = Connection['db']

type Prepared = Record<'get' | 'run', (values?: Bound) => unknown>

/** Statements that repair all problems of a kind. */
export type RepairStatements = (db: Database) => { prepare(): Prepared & { all(values?: Bound): unknown } }[]

/** A query that returns one row per problem. `subject` names what is wrong; with `ofArticle` it is an article id. */
export type Rule = {
  part: StorePart
  find(db: Database): { prepare(): Prepared & { all(values?: Bound): { subject: string | number | null }[] } }
  detail(subject: string): string
  /** Whether the subject is the id of an article. */
  ofArticle?: true
  /** Statements, or what to print again. */
  repair?: RepairStatements | 'publish' | 'reprint'
}

const ended = ['deleted', 'unpublished', 'expired', 'moved', 'withdrawn'] as const
const isPublished = eq(article.status, 'published')

function lastChange(db: Database): SQL {
  const last = db.select({ seq: sqliteSequence.seq }).from(sqliteSequence).where(eq(sqliteSequence.name, 'change'))
  return sql`coalesce(${last}, 0)`
}

/** Whether a table has a row. */
function has(db: Database, { table }: SQLiteColumn, condition: SQL | undefined): SQL {
  return exists(db.select({ one: sql`1` }).from(table).where(condition))
}

/** Whether the log lacks an entry that it should have: it was not pruned. */
function isUnlogged(db: Database, of: typeof print | typeof tombstone, kinds: (typeof change.$inferSelect)['kind'][]) {
  const first = alias(change, 'first')
  const oldest = db.select({ seq: sql`min(${first.seq})` }).from(first)
  const isEntry = and(eq(change.seq, of.revision), eq(change.article_id, of.article_id), inArray(change.kind, kinds))
  return or(gt(of.revision, lastChange(db)), and(gte(of.revision, sql`${oldest}`), not(has(db, change.seq, isEntry))))
}

/** Rows of a table whose article does not exist. */
function orphans(
  table: typeof viewCount | typeof viewHour | typeof viewDay | typeof slug | typeof path,
  withoutTombstone: boolean,
): Rule {
  const isOrphan = (db: Database) =>
    and(
      not(has(db, article.id, eq(article.id, table.article_id))),
      withoutTombstone ? not(has(db, tombstone.article_id, eq(tombstone.article_id, table.article_id))) : undefined,
    )
  return {
    part: 'orphans',
    find: db => db.selectDistinct({ subject: table.article_id }).from(table).where(isOrphan(db)),
    detail: () => `the table ${getTableName(table)} has rows of an article that does not exist`,
    ofArticle: true,
    repair: db => [db.delete(table).where(isOrphan(db))],
  }
}

const isUnended = (db: Database) =>
  not(has(db, tombstone.article_id, eq(tombstone.article_id, tombstoneFilter.article_id)))

const countedTerms = (db: Database) => {
  const counted = db.select({ articles: sql`count(*)` }).from(printTerm).where(eq(printTerm.term_id, term.id))
  return sql`${counted}`
}

const printsByLanguage = (db: Database) =>
  db
    .select({ language: print.language, articles: sql<number>`count(*)`.as('printed') })
    .from(print)
    .groupBy(print.language)

/** What must be true of every database beyond its foreign keys. */
export const rules: readonly Rule[] = [
  {
    part: 'content',
    find(db) {
      const isNewest = and(eq(edition.article_id, article.id), eq(edition.number, article.edition))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(gt(article.edition, 0), not(has(db, edition.number, isNewest))))
    },
    detail: () => 'its newest edition is missing',
    ofArticle: true,
  },
  {
    part: 'content',
    find(db) {
      const into = alias(term, 'into_term')
      return db
        .select({ subject: term.id })
        .from(term)
        .leftJoin(into, eq(into.id, term.merged_into))
        .where(and(isNotNull(term.merged_into), or(isNull(into.id), isNotNull(into.merged_into))))
    },
    detail: id => `the term ${id} is merged into a term that does not exist, or that is merged itself`,
  },
  {
    part: 'log',
    find(db) {
      const [first, previous] = [alias(change, 'first'), alias(change, 'previous')]
      const oldest = db.select({ seq: sql`min(${first.seq})` }).from(first)
      const before = db
        .select({ seq: previous.seq })
        .from(previous)
        .where(eq(previous.seq, sql`${change.seq} - 1`))
      return db
        .select({ subject: sql<number>`${change.seq} - 1` })
        .from(change)
        .where(and(gt(change.seq, sql`${oldest}`), notExists(before)))
    },
    detail: seq => `the entry ${seq} is missing; copies that had not received it need a full sync`,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: sql<number>`max(${change.seq})` })
        .from(change)
        .having(sql`max(${change.seq}) < ${lastChange(db)}`),
    detail: seq => `the entries after ${seq} are missing; copies that had not received them need a full sync`,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: tombstone.article_id })
        .from(tombstone)
        .where(isUnlogged(db, tombstone, ['withdrawn', 'moved'])),
    detail: () => 'the log has no entry of its end',
    ofArticle: true,
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: print.article_id })
        .from(print)
        .where(isUnlogged(db, print, ['published', 'reprinted'])),
    detail: () => 'the log has no entry of its revision',
    ofArticle: true,
    repair: 'reprint',
  },
  {
    part: 'log',
    find: db =>
      db
        .select({ subject: logReader.name })
        .from(logReader)
        .where(gt(logReader.cursor, lastChange(db))),
    detail: name => `the reader ${name} is ahead of the log`,
    repair: db => [
      db
        .update(logReader)
        .set({ cursor: lastChange(db) })
        .where(gt(logReader.cursor, lastChange(db))),
    ],
  },
  {
    part: 'prints',
    find(db) {
      const isNewest = and(eq(print.article_id, article.id), eq(print.edition, article.edition))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(isPublished, not(has(db, print.article_id, isNewest))))
    },
    detail: () => 'it is published, but its newest edition is not printed',
    ofArticle: true,
    repair: 'publish',
  },
  {
    part: 'prints',
    find: db =>
      db
        .select({ subject: print.article_id })
        .from(print)
        .where(not(has(db, article.id, and(eq(article.id, print.article_id), isPublished)))),
    detail: () => 'it is delivered, but not published. Publish it, or end it again',
    ofArticle: true,
  },
  {
    part: 'prints',
    find(db) {
      const isEnded = has(db, tombstone.article_id, eq(tombstone.article_id, article.id))
      return db
        .select({ subject: article.id })
        .from(article)
        .where(and(inArray(article.status, ended), gt(article.edition, 0), not(isEnded)))
    },
    detail: () => 'it was published and ended, but has no tombstone',
    ofArticle: true,
  },
  {
    part: 'prints',
    find: db =>
      db
        .select({ subject: tombstone.article_id })
        .from(tombstone)
        .innerJoin(print, eq(print.article_id, tombstone.article_id))
        .innerJoin(article, eq(article.id, tombstone.article_id))
        .where(isPublished),
    detail: () => 'it is delivered, and has a tombstone',
    ofArticle: true,
    repair(db) {
      const delivered = db
        .select({ id: article.id })
        .from(article)
        .innerJoin(print, eq(print.article_id, article.id))
        .where(isPublished)
      return [db.delete(tombstone).where(inArray(tombstone.article_id, delivered))]
    },
  },
  {
    part: 'lists',
    find: db =>
      db
        .select({ subject: term.id })
        .from(term)
        .where(ne(term.articles, countedTerms(db))),
    detail: id => `the number of articles of the term ${id} is wrong`,
    repair: db => [db.update(term).set({ articles: countedTerms(db) })],
  },
  {
    part: 'lists',
    find(db) {
      const counted = printsByLanguage(db).as('counted')
      return db
        .select({ subject: sql<string>`coalesce(${counted.language}, ${printLanguage.language})` })
        .from(counted)
        .fullJoin(printLanguage, eq(printLanguage.language, counted.language))
        .where(sql`coalesce(${counted.articles}, 0) <> coalesce(${printLanguage.articles}, 0)`)
    },
    detail: language => `the number of articles in the language ${language} is wrong`,
    repair: db => [db.delete(printLanguage), db.insert(printLanguage).select(printsByLanguage(db))],
  },
  {
    part: 'lists',
    find(db) {
      const isOwn = and(eq(slug.slug, print.slug), eq(slug.article_id, print.article_id), eq(slug.public, 1))
      return db
        .select({ subject: print.article_id })
        .from(print)
        .where(not(has(db, slug.slug, isOwn)))
    },
    detail: () => 'its slug does not lead to it',
    ofArticle: true,
    repair: db => [
      db
        .insert(slug)
        .select(
          db
            .select({ slug: print.slug, article_id: print.article_id, public: sql<number>`1`.as('public') })
            .from(print)
            // Without a condition SQLite parses ON CONFLICT as part of the select.
            .where(sql`true`),
        )
        .onConflictDoUpdate({ target: slug.slug, set: { article_id: excluded(slug.article_id), public: 1 } }),
    ],
  },
  {
    part: 'lists',
    find(db) {
      const isOwn = and(eq(termSlug.kind, term.kind), eq(termSlug.slug, term.slug), eq(termSlug.term_id, term.id))
      return db
        .select({ subject: term.id })
        .from(term)
        .where(and(isNull(term.merged_into), not(has(db, termSlug.slug, isOwn))))
    },
    detail: id => `the slug of the term ${id} does not lead to it`,
    repair: db => [
      db
        .insert(termSlug)
        .select(
          db.select({ kind: term.kind, slug: term.slug, term_id: term.id }).from(term).where(isNull(term.merged_into)),
        )
        .onConflictDoNothing(),
    ],
  },
  orphans(viewCount, false),
  orphans(viewHour, false),
  orphans(viewDay, false),
  viewRule,
  orphans(slug, true),
  orphans(path, true),
  {
    part: 'orphans',
    find: db => db.selectDistinct({ subject: tombstoneFilter.article_id }).from(tombstoneFilter).where(isUnended(db)),
    detail: () => 'the table tombstone_filter has rows of an article without a tombstone',
    ofArticle: true,
    repair: db => [db.delete(tombstoneFilter).where(isUnended(db))],
  },
]
