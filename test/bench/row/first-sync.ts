import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { fetchExpected } from '../answer.ts'
import type { Row } from '../row.ts'

type Page = { articles: unknown[]; token: string; more: boolean }

/** As many articles as the goal is for; a file with fewer or more is scaled to it. */
const articles = 20_000
/** Pages read at most: enough to see what an article weighs. */
const maxPages = 100

const decompress = { br: brotliDecompressSync, gzip: gunzipSync }

type Coding = keyof typeof decompress

/** What a copy of everything costs a client: one that takes br, as browsers and most apps do, and one that takes gzip only. */
export const firstSyncRows: Row[] = [
  {
    name: 'first sync of 20,000 articles with bodies, compressed',
    unit: 'MB',
    goals: [{ atMost: 45 }],
    async prepare(lab) {
      const { port } = await lab.offprint('large')
      const first = await walk(port, 'br')
      const walks = [first, await walk(port, 'gzip')]
      const scale = articles / first.count / 1e6
      return {
        rounds: 1,
        contenders: walks.map(({ coding, bytes, uncoded }) => ({
          name: coding,
          take: async () => ({
            value: bytes * scale,
            errors: uncoded === 0 ? [] : [`${uncoded} pages were not compressed`],
          }),
        })),
        notes: [`${first.count} articles read; uncompressed ${(first.plain * scale).toFixed(1)} MB`],
      }
    },
  },
]

async function walk(port: number, coding: Coding) {
  const sum = { coding, bytes: 0, plain: 0, count: 0, uncoded: 0 }
  let query = 'include=body'
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { body, headers } = await fetchExpected(port, `/v1/sync?${query}`, 200, { 'Accept-Encoding': coding })
    const isCoded = headers['content-encoding'] === coding
    const text = isCoded ? decompress[coding](body) : body
    const page = JSON.parse(text.toString()) as Page
    sum.bytes += body.byteLength
    sum.plain += text.byteLength
    sum.count += page.articles.length
    if (!isCoded && text.byteLength > 1024) sum.uncoded += 1
    if (!page.more || sum.count >= articles) return sum
    query = `token=${encodeURIComponent(page.token)}`
  }
  return sum
}
