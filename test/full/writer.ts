import { createHash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'
import { siteOf } from '../../src/cli/site.ts'
import { parseConfig } from '../../src/config.ts'
import { publishAs } from '../../src/domain/article/publish.ts'
import { instantOf } from '../../src/domain/instant.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import type { ArticleWrite } from '../../src/domain/store/article/article-store.ts'
import { openStore } from '../../src/store/open.ts'
import { article, content, numberedId } from '../domain/sample.ts'
import { makeTerms } from '../make-terms.ts'

/** Articles to publish, or to take back, in one transaction. The process answers with `task` once that is committed. */
export type Order = {
  task: number
  articles: { number: number; title: string; category?: string; isEnd?: boolean }[]
}

const config = parseConfig(process.env)
const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
const clock = () => new Date()
const printer = createPrinter(siteOf(config), digest)
const store = await openStore({ url: config.databaseUrl, printer, newId: uuidv7, clock, waiting: 'blocking' })

let turn = Promise.resolve()
process.on('message', (order: Order) => {
  turn = turn.then(async () => {
    const at = instantOf(clock()) ?? ''
    const items = await Promise.all(order.articles.map(one => publication(one, at)))
    const written = await store.writeArticles(items, { at, actor: 'cli' })
    for (const one of written) if (!one.ok) throw one.error
    process.send?.(order.task)
  })
})
process.on('disconnect', () => void store.close())

async function publication(order: Order['articles'][number], at: string): Promise<ArticleWrite> {
  const { number, title, category, isEnd } = order
  const id = numberedId(number)
  const [categoryId] = category === undefined ? [] : await makeTerms(store, [{ kind: 'category', name: category }])
  const said = content({ slug: `article-${number}`, title, ...(categoryId && { categoryId }) })
  return {
    target: { id },
    decide: now => {
      if (isEnd && now) {
        const article = { ...now, version: now.version + 1, status: 'unpublished' as const, modifiedAt: at }
        return { article, end: { reason: 'unpublished', at }, audit: { action: 'article.unpublish' } }
      }
      const before = now ?? article({ id, version: 0, createdAt: at })
      const next = { ...before, version: before.version + 1, content: said, modifiedAt: at }
      return { ...publishAs(next, at), audit: { action: 'article.publish' } }
    },
  }
}
