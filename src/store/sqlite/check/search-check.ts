import { isDeepStrictEqual } from 'node:util'
import type { Id } from '../../../domain/id.ts'
import type { DeliveredArticle } from '../../../domain/print/delivered.ts'
import type { StoreProblem } from '../../../domain/store/check.ts'
import { analyserVersion, createAnalyser } from '../../../search/analyser.ts'
import { searchDocument as documentOf } from '../../../search/document.ts'
import type { Connection } from '../../rows/database/connection.ts'
import { and, eq, gt, isNull, ne, or, sql } from '../../rows/database/drizzle.ts'
import { bound, equals } from '../../rows/database/statement.ts'
import { article } from '../../schema/article.ts'
import { print, printBody } from '../../schema/print.ts'
import { searchDocument, searchState, searchText } from '../../schema/search.ts'
import { searchIndex } from '../search/fts.ts'

/**
 * Compares the search index with the prints. An index that is still being built is not compared.
 *
 * @param isDamaged whether the print of an article is not what it should be
 */
export function createSearchCheck(
  { db }: Connection,
  isDamaged: (articleId: Id) => boolean,
): () => Promise<Omit<StoreProblem, 'part' | 'repaired'>[]> {
  const analyser = createAnalyser()
  const state = db.select().from(searchState).prepare()
  const next = db
    .select({ id: print.article_id, body: printBody.body })
    .from(print)
    .innerJoin(printBody, eq(printBody.article_id, print.article_id))
    .where(gt(print.article_id, bound('after')))
    .orderBy(print.article_id)
    .limit(1)
    .prepare()
  const document = db.select().from(searchDocument).where(equals(searchDocument.article_id, 'id')).prepare()
  const text = db.select().from(searchText).where(equals(searchText.doc, 'doc')).prepare()
  const found = db
    .select({ doc: searchIndex.rowid })
    .from(searchIndex)
    .where(and(sql`${searchIndex.command} MATCH ${bound('match')}`, equals(searchIndex.rowid, 'doc')))
    .prepare()
  // A published article without a print is a fault of the prints.
  const unpublished = db
    .select({ id: searchDocument.article_id })
    .from(searchDocument)
    .leftJoin(print, eq(print.article_id, searchDocument.article_id))
    .leftJoin(article, eq(article.id, searchDocument.article_id))
    .where(and(isNull(print.article_id), or(isNull(article.id), ne(article.status, 'published'))))
    .prepare()

  function fault(id: Id, body: Uint8Array): string | undefined {
    const own = document.get({ id })
    if (own?.version !== analyserVersion) return 'it is missing in the search index'
    const delivered: DeliveredArticle = JSON.parse(Buffer.from(body).toString())
    const { fields } = documentOf(delivered, analyser)
    const stored = text.get({ doc: own.doc })
    if (!stored || !isDeepStrictEqual({ ...stored }, { doc: own.doc, ...fields }))
      return 'the search index differs from its text'
    const [first = ''] = fields.title.split(' ')
    const isFound = first === '' || found.get({ match: `title : "${first}"`, doc: own.doc }) !== undefined
    return isFound ? undefined : 'a search does not find it'
  }

  return async () => {
    const { version, cursor } = state.get() ?? {}
    if (version !== analyserVersion || cursor !== null) return []
    const problems = unpublished
      .all()
      .map(({ id }) => ({ articleId: id, detail: 'the search index has it, but it is not published' }))
    for (let row = next.get({ after: '' }); row; row = next.get({ after: row.id })) {
      const detail = isDamaged(row.id) ? undefined : fault(row.id, row.body)
      if (detail !== undefined) problems.push({ articleId: row.id, detail })
    }
    return problems
  }
}
