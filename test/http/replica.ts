import type { App } from '../../src/app/deps.ts'

type Held = {
  id: string
  revision: number
  metadata: { views: number }
  bodyUnchanged?: true
  sections?: unknown
  footnotes?: unknown
}
type Page = { articles: Held[]; tombstones: { id: string; revision: number }[]; token: string; more: boolean }

/** A client's copy: its articles and the token stored with them. */
export type Replica = {
  articles: Map<string, Held>
  token?: string
  /** The ids received so far, during the first walk of a new copy. */
  fresh?: Set<string>
}

/** Applies a whole page as docs/sync.md describes. */
export function applied(copy: Replica, page: Page): Replica {
  const ids = [...page.articles, ...page.tombstones].map(({ id }) => id)
  if (new Set(ids).size < ids.length) throw new Error('an id occurs twice on a page')
  const articles = new Map(copy.articles)
  for (const article of page.articles) {
    if ((articles.get(article.id)?.revision ?? 0) <= article.revision) {
      articles.set(article.id, whole(article, articles.get(article.id)))
    }
  }
  for (const { id, revision } of page.tombstones) {
    if ((articles.get(id)?.revision ?? 0) <= revision) articles.delete(id)
  }
  return { articles, token: page.token }
}

/** An article, with the body from the copy if the server omitted it. */
function whole({ bodyUnchanged, ...article }: Held, held: Held | undefined): Held {
  if (!bodyUnchanged) return article
  if (!held?.sections) throw new Error(`a body was left out that the copy does not hold: ${article.id}`)
  return { ...article, sections: held.sections, footnotes: held.footnotes }
}

/** Makes one request: the next page, or a new copy if the token is no longer valid. */
export async function step(
  app: App,
  copy: Replica,
  query: Record<string, string>,
): Promise<{ copy: Replica; more: boolean }> {
  const { limit, ...begun } = query
  const asked = copy.token === undefined ? query : { token: copy.token, ...(limit && { limit }) }
  const { statusCode, body } = await app.inject({ url: '/v1/sync', query: asked })
  if (statusCode === 410) return { copy: { articles: new Map() }, more: true }
  if (statusCode !== 200) throw new Error(`${JSON.stringify(begun)}: ${body}`)
  const page: Page = JSON.parse(body)
  return { copy: applied(copy, page), more: page.more }
}

/** Requests pages until the copy is up to date. */
export async function runOverdue(app: App, copy: Replica, query: Record<string, string>): Promise<Replica> {
  for (let left = 1000; left > 0; left -= 1) {
    const next = await step(app, copy, query)
    copy = next.copy
    if (!next.more) return copy
  }
  throw new Error('the copy never gets in step')
}

/** The articles of a copy without their views, to compare. */
export function contents(articles: Iterable<Held>): unknown[] {
  return [...articles]
    .map(({ metadata, ...article }) => ({ ...article, metadata: { ...metadata, views: 0 } }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The articles that the server delivers for the same filter. */
export async function served(app: App, query: Record<string, string>): Promise<unknown[]> {
  const { language, category, tag, author, include, fields, publishedFrom } = query
  const after = publishedFrom && new Date(Date.parse(publishedFrom) - 1000).toISOString().replace('.000', '')
  const filter = { language, category, tag, author, publishedAfter: after }
  const asked = Object.entries({ ...filter, include, fields, limit: '100' }).filter(([, value]) => value)
  const { statusCode, body } = await app.inject({ url: '/v1/articles', query: Object.fromEntries(asked) as never })
  if (statusCode !== 200) throw new Error(body)
  return contents(JSON.parse(body).items)
}
