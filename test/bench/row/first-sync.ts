import { gunzipSync } from 'node:zlib'
import { fetchExpected } from '../answer.ts'
import type { Row } from '../row.ts'

type Page = { articles: unknown[]; token: string; more: boolean }

/** As many articles as the goal is for; a file with fewer or more is scaled to it. */
const articles = 20_000
/** Pages read at most: enough to see what an article weighs. */
const mostPages = 100

/** What a copy of everything costs a client that takes gzip. */
export const firstSyncRows: Row[] = [
  {
    name: 'first sync of 20,000 articles with bodies, gzip',
    unit: 'MB',
    goals: [{ atMost: 45 }],
    async prepare(lab) {
      const { port } = await lab.offprint('large')
      const { bytes, plain, count, uncoded } = await walk(port)
      const errors = uncoded === 0 ? [] : [`${uncoded} pages were not compressed`]
      const scale = articles / count / 1e6
      return {
        rounds: 1,
        contenders: [{ name: 'first sync', take: async () => ({ value: bytes * scale, errors }) }],
        notes: [`${count} articles read; uncompressed ${(plain * scale).toFixed(1)} MB`],
      }
    },
  },
]

async function walk(port: number): Promise<{ bytes: number; plain: number; count: number; uncoded: number }> {
  const sum = { bytes: 0, plain: 0, count: 0, uncoded: 0 }
  let query = 'include=body'
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { body, headers } = await fetchExpected(port, `/v1/sync?${query}`, 200, { 'Accept-Encoding': 'gzip' })
    const coding = headers['content-encoding']
    const text = coding === 'gzip' ? gunzipSync(body) : body
    const page = JSON.parse(text.toString()) as Page
    sum.bytes += body.byteLength
    sum.plain += text.byteLength
    sum.count += page.articles.length
    if (coding !== 'gzip' && text.byteLength > 1024) sum.uncoded += 1
    if (!page.more || sum.count >= articles) return sum
    query = `token=${encodeURIComponent(page.token)}`
  }
  return sum
}
