import type { Article } from '../../../domain/article/article.ts'
import { AppError } from '../../../domain/error.ts'
import type { Id } from '../../../domain/id.ts'
import type { SlugOwner } from '../../../domain/store/article-store.ts'
import type { Connection } from '../database/connection.ts'

export type SlugRows = {
  /** The article other than `than` that has a slug or had it. */
  owner(slug: string, than: Id): SlugOwner | undefined
  /** The article of a public slug, current or former. */
  target(slug: string): Id | undefined
  /**
   * Sets the slug of an article, and takes it over from an article that had it before. If the slug is a public redirect,
   * it is taken over only when the new article is delivered.
   *
   * @throws AppError `slug-taken` if another article has it now
   */
  take(slug: string, articleId: Id, delivered: boolean): void
  /**
   * Begins a write. Articles of an atomic batch may exchange slugs: a slug that one of them has now is checked only at the
   * end.
   */
  begin(exchanging: readonly Article[]): void
  /** Whether an article has a slug that it may release in this write. */
  mayGiveUp(slug: string, owner: Id): boolean
  /** An article that took a slug in this write which the other article did not release. */
  conflict(): { articleId: Id; error: AppError } | undefined
  /** Adds redirecting slugs to an article, unless another article has them. */
  addFormer(slugs: readonly string[], articleId: Id): void
  /** The article of a path of an old site, public or not. */
  byPath(path: string): Id | undefined
  /** Adds paths of an old site to an article, unless another article has them. */
  addPaths(paths: readonly string[], articleId: Id): void
}

/** Prefix of the slug of a print that must release it in the same write. */
export const releasedPrefix = '~'

function taken(slug: string, by: Id): AppError {
  return new AppError('slug-taken', `Another article has the slug "${slug}": /v1/editorial/articles/${by}.`)
}

/** Slugs and paths, current and former. */
export function createSlugRows(connection: Connection): SlugRows {
  const isHeld = "a.status <> 'deleted' AND (a.slug = s.slug OR p.slug = s.slug)"
  const owner = connection.prepare<[string, Id], SlugOwner>(
    `SELECT s.article_id AS articleId, coalesce(a.language, 'und') AS language,
       CASE WHEN a.id IS NULL THEN 'erased' WHEN ${isHeld} THEN 'held' ELSE 'former' END AS since
     FROM slug s LEFT JOIN article a ON a.id = s.article_id LEFT JOIN print p ON p.article_id = a.id
     WHERE s.slug = ? AND s.article_id <> ?`,
  )
  const target = connection.prepare<[string], Id>('SELECT article_id FROM slug WHERE slug = ? AND public = 1').pluck()
  const inUse = connection
    .prepare<{ slug: string; articleId: Id }, Id>(
      `SELECT a.id FROM slug s JOIN article a ON a.id = s.article_id LEFT JOIN print p ON p.article_id = a.id
       WHERE s.slug = @slug AND a.id <> @articleId AND ${isHeld}`,
    )
    .pluck()
  const take = connection.prepare<[string, Id, number]>(
    `INSERT INTO slug (slug, article_id, public) VALUES (?, ?, ?) ON CONFLICT (slug) DO UPDATE
     SET article_id = excluded.article_id,
         public = CASE WHEN article_id = excluded.article_id THEN max(public, excluded.public) ELSE excluded.public END
     WHERE article_id = excluded.article_id OR public = 0 OR excluded.public = 1`,
  )
  const addFormer = connection.prepare<[string, Id]>(
    `INSERT INTO slug (slug, article_id, public) VALUES (?, ?, 1) ON CONFLICT (slug) DO UPDATE
     SET public = 1 WHERE article_id = excluded.article_id`,
  )
  const byPath = connection.prepare<[string], Id>('SELECT article_id FROM path WHERE path = ?').pluck()
  const addPath = connection.prepare<[string, Id]>(
    'INSERT INTO path (path, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
  )

  // Renames the slug of a print that must release it: slugs of prints are unique, and no slug has this prefix.
  const release = connection.prepare<[string, Id]>(
    `UPDATE print SET slug = '${releasedPrefix}' || slug WHERE slug = ? AND article_id = ?`,
  )
  const stillHeld = connection.prepare<{ slug: string; other: Id }>(
    `SELECT 1 FROM article a LEFT JOIN print p ON p.article_id = a.id WHERE a.id = @other AND a.status <> 'deleted'
       AND (a.slug = @slug OR p.slug IN (@slug, '${releasedPrefix}' || @slug))`,
  )
  const printSlug = connection.prepare<[Id], string>('SELECT slug FROM print WHERE article_id = ?').pluck()
  const printed = (id: Id): [string, Id][] => printSlug.all(id).map(slug => [slug, id])
  let held: ReadonlyMap<string, Id> = new Map()
  let pending: { slug: string; articleId: Id; other: Id }[] = []

  return {
    owner: (slug, than) => owner.get(slug, than),
    target: slug => target.get(slug),
    take(slug, articleId, delivered) {
      const other = inUse.get({ slug, articleId })
      if (other !== undefined) {
        if (held.get(slug) !== other) throw taken(slug, other)
        pending.push({ slug, articleId, other })
        if (delivered) release.run(slug, other)
      }
      take.run(slug, articleId, delivered ? 1 : 0)
    },
    begin(exchanging) {
      held = new Map(exchanging.flatMap(({ id, content }) => [[content.slug, id], ...printed(id)]))
      pending = []
    },
    mayGiveUp: (slug, owner) => held.get(slug) === owner,
    conflict() {
      for (const { slug, articleId, other } of pending) {
        if (stillHeld.get({ slug, other }) !== undefined) return { articleId, error: taken(slug, other) }
      }
      return undefined
    },
    addFormer(slugs, articleId) {
      for (const slug of slugs) addFormer.run(slug, articleId)
    },
    byPath: path => byPath.get(path),
    addPaths(paths, articleId) {
      for (const path of paths) addPath.run(path, articleId)
    },
  }
}
