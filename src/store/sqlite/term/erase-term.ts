import { type Content, termIds } from '../../../domain/content/content.ts'
import type { Id } from '../../../domain/id.ts'
import type { Connection } from '../database/connection.ts'
import { parsed } from '../database/value.ts'
import { foldName, type TermRow } from './term.ts'

/** Removes the terms that only an erased article carried. */
export type TermEraser = {
  /** Terms of an article and its editions, and terms that it created. Call this before the article is removed. */
  carriedBy(articleId: Id): Id[]
  /**
   * Of terms that no article has any more: removes authors, and tags and categories that no editor created or changed. The
   * others lose their former names and slugs. Blanks the details of all of them in the audit log.
   */
  erase(termIds: readonly Id[]): void
}

export function createTermEraser(connection: Connection): TermEraser {
  const named = connection
    .prepare<{ id: Id }, Id>(
      `SELECT term_id FROM article_term WHERE article_id = @id
       UNION SELECT json_extract(detail, '$.termId') FROM audit
       WHERE article_id = @id AND action IN ('category.create', 'tag.create', 'author.create') AND detail IS NOT NULL`,
    )
    .pluck()
  const editions = connection.prepare<{ id: Id }, string>('SELECT content FROM edition WHERE article_id = @id').pluck()
  const root = connection.prepare<[Id], Id>('SELECT coalesce(merged_into, id) FROM term WHERE id = ?').pluck()
  /** A term, then the terms that were merged into it. */
  const family = connection.prepare<{ id: Id }, TermRow>(
    'SELECT * FROM term WHERE id = @id OR merged_into = @id ORDER BY merged_into IS NOT NULL',
  )
  const isCarried = connection
    .prepare<{ id: Id }, number>(
      'SELECT EXISTS (SELECT 1 FROM article_term WHERE term_id = @id) OR EXISTS (SELECT 1 FROM print_term WHERE term_id = @id)',
    )
    .pluck()
  const remove = connection.prepare<{ id: Id }>('DELETE FROM term WHERE id = @id')
  const nextVersion = connection.prepare<{ id: Id }>('UPDATE term SET version = version + 1 WHERE id = @id')
  const forgetNames = connection.prepare<[Id, string]>('DELETE FROM term_name WHERE term_id = ? AND name <> ?')
  const forgetSlugs = connection.prepare<[Id, string]>('DELETE FROM term_slug WHERE term_id = ? AND slug <> ?')
  const forgetEnded = connection.prepare<[Id, string]>('DELETE FROM tombstone_filter WHERE term_id = ? AND slug <> ?')
  const blank = connection.prepare<{ id: Id }>('UPDATE audit SET detail = NULL WHERE instr(detail, @id) > 0')

  const forgetAnswers = connection.prepare<{ id: Id }>(
    'DELETE FROM idempotency WHERE instr(body, CAST(@id AS BLOB)) > 0',
  )

  return {
    carriedBy(id) {
      const inEditions = editions.all({ id }).flatMap(content => termIds(parsed<Content>(content)))
      const roots = [...named.all({ id }), ...inEditions].map(one => root.get(one))
      return [...new Set(roots.filter(one => one !== undefined))]
    },
    erase(ids) {
      for (const rootId of ids) {
        const [term, ...merged] = family.all({ id: rootId })
        if (!term || [term, ...merged].some(({ id }) => isCarried.get({ id }) === 1)) continue
        for (const { id } of [term, ...merged]) {
          blank.run({ id })
          forgetAnswers.run({ id })
        }
        for (const { id } of merged) remove.run({ id })
        if (term.kind === 'author' || term.edited === 0) remove.run({ id: term.id })
        else {
          nextVersion.run({ id: term.id })
          forgetNames.run(term.id, foldName(term.name))
          forgetSlugs.run(term.id, term.slug)
          forgetEnded.run(term.id, term.slug)
        }
      }
    },
  }
}
