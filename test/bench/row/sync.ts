import { fetchExpected, fetchJson } from '../answer.ts'
import { compare } from '../compare.ts'
import { cost } from '../contender.ts'
import type { Row } from '../row.ts'

type Page = { token: string; more: boolean }

const pageSize = 100
/** Pages at either end of a walk whose cost is taken. */
const width = 60

export const syncRows: Row[] = [
  {
    name: 'sync, unchanged',
    unit: 'req/s',
    goals: [{ against: 'node:http', atLeast: 0.9 }],
    async prepare(lab) {
      const { port } = await lab.offprint('small')
      const path = `/v1/sync?token=${(await walk(port, '/v1/sync?view=ref&limit=5000')).at(-1)}`
      const { headers } = await fetchExpected(port, path, 200)
      return compare(lab, path, ['node:http'], { headers: { 'If-None-Match': String(headers['etag']) }, status: 304 })
    },
  },
  {
    name: 'sync page, last of a walk',
    unit: 'µs',
    goals: [{ against: 'first of a walk', atMost: 1.3 }],
    async prepare(lab) {
      const { articles } = await lab.file('large')
      const server = await lab.offprint('large')
      const tokens = await walk(server.port, `/v1/sync?limit=${pageSize}`)
      // The last token is of the log, where nothing is new; the page before it may not be full.
      const [first, last] = [tokens.slice(0, width), tokens.slice(-width - 2, -2)]
      return {
        contenders: [
          cost('last of a walk', server, lab, rounds(last)),
          cost('first of a walk', server, lab, rounds(first)),
        ],
        notes: [
          `${width} pages of about ${pageSize} articles at either end of a walk through ${articles}, none of them kept`,
        ],
      }
    },
  },
]

/** The tokens of a walk through everything, in order; the last one is of a copy that is complete. */
async function walk(port: number, begin: string): Promise<string[]> {
  const tokens: string[] = []
  for (let at = begin; ; ) {
    const { token, more } = await fetchJson<Page>(port, at, json => json as Page)
    tokens.push(token)
    if (!more) return tokens
    at = `/v1/sync?token=${token}&limit=${begin.includes('view=ref') ? 5000 : pageSize}`
  }
}

/** The pages with another limit in each round, around the usual one, so that no request repeats. */
function rounds(tokens: readonly string[]): () => string[] {
  let round = 0
  return () => {
    const limit = pageSize + (round % 2 === 0 ? -round / 2 : (round + 1) / 2)
    round += 1
    return tokens.map(token => `/v1/sync?token=${token}&limit=${limit}`)
  }
}
