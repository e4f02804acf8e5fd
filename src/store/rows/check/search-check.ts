import { isDeepStrictEqual } from 'node:util'
import type { SQL } from 'drizzle-orm'
import type { Id } from '../../../domain/id.ts'
import type { DeliveredArticle } from '../../../domain/print/delivered.ts'
import { analyserVersion, createAnalyser } from '../../../search/analyser.ts'
import { searchDocument as documentOf } from '../../../search/document.ts'
import { article } from '../../schema/article.ts'
import { print, printBody } from '../../schema/print.ts'
import { searchDocument, searchState, searchText } from '../../schema/search.ts'
import type { Connection } from '../database/connection.ts'
import { and, eq, gt, isNull, ne, or, sql } from '../database/drizzle.ts'
import type { Routine } from '../database/routine.ts'
import { bound, createStatementCache, equals, prepared } from '../database/statement.ts'
import type { TokenQuery, TokenSelection } from '../search/token-index.ts'
import type { Check, Problem } from './problem.ts'
import type { Repair } from './repair.ts'

/** Articles that are compared in one state of the database. */
const pageSize = 50

/**
 * Compares the search index with the prints. An index that is still being built is not compared.
 *
 * @param damaged the articles whose print is not what it should be. A print that is made again is indexed again
 */
export function searchCheck(
  reader: Connection,
  tokens: TokenQuery,
  repair: Repair | undefined,
  damaged: ReadonlySet<Id>,
): Check {
  const { db } = reader
  const faultOf = createComparison(reader, tokens)
  const state = prepared(db.select().from(searchState))
  // A subquery: PostgreSQL would join the tables from their beginnings.
  const body = db.select({ body: printBody.body }).from(printBody).where(eq(printBody.article_id, print.article_id))
  const next = prepared(
    db
      .select({ id: print.article_id, body: sql<Buffer | null>`${body}` })
      .from(print)
      .where(gt(print.article_id, bound('after')))
      .orderBy(print.article_id)
      .limit(pageSize),
  )
  // A published article without a print is a fault of the prints.
  const unpublished = prepared(
    db
      .select({ id: searchDocument.article_id })
      .from(searchDocument)
      .leftJoin(print, eq(print.article_id, searchDocument.article_id))
      .leftJoin(article, eq(article.id, searchDocument.article_id))
      .where(and(isNull(print.article_id), or(isNull(article.id), ne(article.status, 'published')))),
  )

  function* page(after: Id): Routine<{ found: Problem[]; last: Id | undefined }> {
    const rows = yield* next.all({ after })
    const found: Problem[] = []
    for (const { id, body } of rows) {
      const detail = damaged.has(id) || !body ? undefined : yield* faultOf(id, body)
      if (detail !== undefined) found.push({ articleId: id, detail })
    }
    return { found, last: rows.at(-1)?.id }
  }

  return {
    part: 'search',
    async find() {
      const { version, cursor } = (await reader.read(() => state.get())) ?? {}
      if (version !== analyserVersion || cursor !== null) return []
      const detail = 'the search index has it, but it is not published'
      const problems: Problem[] = (await reader.read(() => unpublished.all())).map(({ id }) => ({
        articleId: id,
        detail,
      }))
      for (let after: Id | undefined = ''; after !== undefined; ) {
        const from: Id = after
        const { found, last } = await reader.snapshot(() => page(from))
        problems.push(...found)
        after = last
      }
      return problems
    },
    repair: async () => repair?.indexSearch(),
  }
}

/** Compares what the index has of an article with the tokens of its print. Returns what is wrong. */
function createComparison(
  { db }: Connection,
  tokens: TokenQuery,
): (id: Id, body: Uint8Array) => Routine<string | undefined> {
  const analyser = createAnalyser()
  const document = prepared(db.select().from(searchDocument).where(equals(searchDocument.article_id, 'id')))
  const text = prepared(db.select().from(searchText).where(equals(searchText.doc, 'doc')))
  const isOwn = (doc: SQL) => sql`${doc} = ${bound('doc')}`
  const hits = createStatementCache<ReturnType<typeof hit>>()
  const hit = ({ select }: TokenSelection) =>
    prepared(db.select({ doc: sql<number>`hit.doc` }).from(sql`(${select(isOwn)}) AS hit`))
  return function* (id, body) {
    const own = yield* document.get({ id })
    if (own?.version !== analyserVersion) return 'it is missing in the search index'
    const delivered: DeliveredArticle = JSON.parse(Buffer.from(body).toString())
    const { fields } = documentOf(delivered, analyser)
    const stored = yield* text.get({ doc: own.doc })
    if (!stored || !isDeepStrictEqual({ ...stored }, { doc: own.doc, ...fields }))
      return 'the search index differs from its text'
    const [first = ''] = fields.title.split(' ')
    const query = first && tokens('match', { all: [[{ tokens: [first], field: 'title' }]], none: [] })
    if (!query) return undefined
    const found = yield* hits(query.shape, () => hit(query)).get({ ...query.bound, doc: own.doc })
    return found ? undefined : 'a search does not find it'
  }
}
