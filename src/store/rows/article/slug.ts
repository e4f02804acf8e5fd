import type { Article } from '../../../domain/article/article.ts'
import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { SlugOwner } from '../../../domain/store/article/article-store.ts'
import { path as pathTable, slug as table } from '../../schema/address.ts'
import { article } from '../../schema/article.ts'
import { print } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, ne, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, equals, excluded, insertInto, prepared } from '../database/statement.ts'

export type SlugRows = {
  /** The article other than `than` that has a slug or had it. */
  owner(slug: string, than: Id): Routine<SlugOwner | undefined>
  /** The article of a public slug, current or former. */
  target(slug: string): Routine<Id | undefined>
  /**
   * Sets the slug of an article, and takes it over from an article that had it before. If the slug is a public redirect,
   * it is taken over only when the new article is delivered.
   *
   * @throws AppError `slug-taken` if another article has it now
   */
  take(slug: string, articleId: Id, delivered: boolean): Routine<void>
  /**
   * Begins a write. Articles of an atomic batch may exchange slugs: a slug that one of them has now is checked only at the
   * end.
   */
  begin(exchanging: readonly Article[]): Routine<void>
  /** Whether an article has a slug that it may release in this write. */
  mayGiveUp(slug: string, owner: Id): boolean
  /** An article that took a slug in this write which the other article did not release. */
  conflict(): Routine<{ articleId: Id; error: AppError } | undefined>
  /** Adds redirecting slugs to an article, unless another article has them. */
  addFormer(slugs: readonly string[], articleId: Id): Routine<void>
  /** The article of a path of an old site, public or not. */
  byPath(path: string): Routine<Id | undefined>
  /** Adds paths of an old site to an article, unless another article has them. */
  addPaths(paths: readonly string[], articleId: Id): Routine<void>
}

/** Prefix of the slug of a print that must release it in the same write. */
export const releasedPrefix = '~'

function taken(slug: string, by: Id): AppError {
  return new AppError('slug-taken', `Another article has the slug "${slug}": /v1/editorial/articles/${by}.`)
}

/** Slugs and paths, current and former. */
export function createSlugRows(connection: Connection): SlugRows {
  const { db } = connection
  const isHeld = sql`${article.status} <> 'deleted' AND (${article.slug} = ${table.slug} OR ${print.slug} = ${table.slug})`
  const owner = prepared(
    db
      .select({
        articleId: table.article_id,
        language: sql<string>`coalesce(${article.language}, 'und')`,
        since: sql<
          SlugOwner['since']
        >`CASE WHEN ${article.id} IS NULL THEN 'erased' WHEN ${isHeld} THEN 'held' ELSE 'former' END`,
      })
      .from(table)
      .leftJoin(article, eq(article.id, table.article_id))
      .leftJoin(print, eq(print.article_id, article.id))
      .where(and(equals(table.slug, 'slug'), ne(table.article_id, bound('than')))),
  )
  const target = prepared(
    db
      .select({ articleId: table.article_id })
      .from(table)
      .where(and(equals(table.slug, 'slug'), eq(table.public, 1))),
  )
  const inUse = prepared(
    db
      .select({ id: article.id })
      .from(table)
      .innerJoin(article, eq(article.id, table.article_id))
      .leftJoin(print, eq(print.article_id, article.id))
      .where(and(equals(table.slug, 'slug'), ne(article.id, bound('articleId')), isHeld)),
  )
  const [newOwner, newPublic] = [excluded(table.article_id), excluded(table.public)]
  const isOwn = sql`${table.article_id} = ${newOwner}`
  const take = prepared(
    db
      .insert(table)
      .values({ slug: bound('slug'), article_id: bound('articleId'), public: bound('isPublic') })
      .onConflictDoUpdate({
        target: table.slug,
        set: {
          article_id: newOwner,
          public: sql`CASE WHEN ${isOwn} THEN ${connection.syntax.greatest(table.public, newPublic)} ELSE ${newPublic} END`,
        },
        setWhere: sql`${isOwn} OR ${table.public} = 0 OR ${newPublic} = 1`,
      }),
  )
  const addFormer = prepared(
    db
      .insert(table)
      .values({ slug: bound('slug'), article_id: bound('articleId'), public: 1 })
      .onConflictDoUpdate({ target: table.slug, set: { public: 1 }, setWhere: isOwn }),
  )
  const byPath = prepared(
    db.select({ articleId: pathTable.article_id }).from(pathTable).where(equals(pathTable.path, 'path')),
  )
  const addPath = insertInto(connection, pathTable, { conflict: { ignore: true } })

  // Renames the slug of a print that must release it: slugs of prints are unique, and no slug has this prefix.
  const release = prepared(
    db
      .update(print)
      .set({ slug: sql`${releasedPrefix} || ${print.slug}` })
      .where(and(equals(print.slug, 'slug'), equals(print.article_id, 'articleId'))),
  )
  const stillHeld = prepared(
    db
      .select({ id: article.id })
      .from(article)
      .leftJoin(print, eq(print.article_id, article.id))
      .where(
        and(
          equals(article.id, 'other'),
          ne(article.status, 'deleted'),
          or(
            equals(article.slug, 'slug'),
            sql`${print.slug} IN (${bound('slug')}, ${releasedPrefix} || ${bound('slug')})`,
          ),
        ),
      ),
  )
  const printSlug = prepared(db.select({ slug: print.slug }).from(print).where(equals(print.article_id, 'id')))
  let held: Map<string, Id> = new Map()
  let pending: { slug: string; articleId: Id; other: Id }[] = []

  return {
    owner: (slug, than) => owner.get({ slug, than }),
    *target(slug) {
      return (yield* target.get({ slug }))?.articleId
    },
    *take(slug, articleId, delivered) {
      const other = (yield* inUse.get({ slug, articleId }))?.id
      if (other !== undefined) {
        if (held.get(slug) !== other) throw taken(slug, other)
        pending.push({ slug, articleId, other })
        if (delivered) yield* release.run({ slug, articleId: other })
      }
      yield* take.run({ slug, articleId, isPublic: delivered ? 1 : 0 })
    },
    *begin(exchanging) {
      held = new Map(exchanging.map(({ id, content }) => [content.slug, id]))
      for (const { id } of exchanging) {
        for (const { slug } of yield* printSlug.all({ id })) held.set(slug, id)
      }
      pending = []
    },
    mayGiveUp: (slug, owner) => held.get(slug) === owner,
    *conflict() {
      for (const { slug, articleId, other } of pending) {
        if ((yield* stillHeld.get({ slug, other })) !== undefined) return { articleId, error: taken(slug, other) }
      }
      return undefined
    },
    *addFormer(slugs, articleId) {
      for (const slug of slugs) yield* addFormer.run({ slug, articleId })
    },
    *byPath(path) {
      return (yield* byPath.get({ path }))?.articleId
    },
    *addPaths(paths, articleId) {
      for (const path of paths) yield* addPath({ path, article_id: articleId })
    },
  }
}
