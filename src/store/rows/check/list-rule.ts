import { slug } from '../../schema/address.ts'
import { print, printLanguage, printTerm } from '../../schema/print.ts'
import { term, termSlug } from '../../schema/term.ts'
import { and, eq, isNull, ne, not, sql } from '../database/drizzle.ts'
import { excluded } from '../database/statement.ts'
import { type Database, has, type Rule } from './rule.ts'

const countedTerms = (db: Database) => {
  const counted = db.select({ articles: sql`count(*)` }).from(printTerm).where(eq(printTerm.term_id, term.id))
  return sql`${counted}`
}

const printsByLanguage = (db: Database) =>
  db
    .select({ language: print.language, articles: sql<number>`count(*)`.as('printed') })
    .from(print)
    .groupBy(print.language)

/** The counts and addresses of lists are those of the prints and terms. */
export const listRules: readonly Rule[] = [
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
]
