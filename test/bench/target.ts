import { fetchExpected, fetchJson } from './answer.ts'
import { articleSlug } from './corpus/article.ts'

/** The members of a `GET /v1/articles` response that the bench reads. */
type List = { items: unknown[]; page: { next?: string } }

const articleBytes = 10_240
const looked = 60

/** The path of an article whose answer is as near to 10 KB as any of the first. */
export async function articlePath(port: number): Promise<string> {
  const paths = Array.from({ length: looked }, (_, number) => `/v1/articles/${articleSlug(number)}`)
  let best = { path: '', off: Number.POSITIVE_INFINITY }
  for (const path of paths) {
    const { body } = await fetchExpected(port, path, 200)
    const off = Math.abs(body.length - articleBytes)
    if (off < best.off) best = { path, off }
  }
  return best.path
}

/** @throws Error where the answer is not a list with items */
export function fetchList(port: number, path: string): Promise<List> {
  return fetchJson(port, path, json => {
    const list = json as List
    if (!Array.isArray(list.items) || typeof list.page !== 'object') throw new Error(`GET ${path} is not a list`)
    return list
  })
}

/** The cursors of the pages after the first, in order, up to that many. */
export async function cursors(port: number, path: string, max: number): Promise<string[]> {
  const found: string[] = []
  for (let at = path; found.length < max; ) {
    const { next } = (await fetchList(port, at)).page
    if (next === undefined) return found
    found.push(next)
    at = `/v1/articles?cursor=${next}`
  }
  return found
}
