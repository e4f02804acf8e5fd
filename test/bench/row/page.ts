import { cost } from '../contender.ts'
import type { Row } from '../row.ts'
import { cursors, fetchList } from '../target.ts'

const pageSize = 20
/** Pages at either end whose cost is taken. */
const width = 240

/** The depth of a page must not matter. */
export const pageRows: Row[] = [
  {
    name: 'list page 5,000',
    unit: 'µs',
    goals: [{ against: 'page 1', atMost: 1.3 }],
    async prepare(lab) {
      const { articles } = await lab.file('large')
      const server = await lab.offprint('large')
      const all = await cursors(server.port, `/v1/articles?limit=${pageSize}`, articles / pageSize)
      const first = all.slice(0, width)
      // The last page is the one before which the walk ends; it must be as full as the others, also with a larger limit.
      const last = all.slice(-width - 2, -2)
      const { items } = await fetchList(server.port, `/v1/articles?cursor=${last.at(-1)}`)
      return {
        contenders: [cost('page 5,000', server, lab, rounds(last)), cost('page 1', server, lab, rounds(first))],
        notes: [
          `pages 2 to ${width + 1} and the last ${width} of ${all.length + 1}; the deepest has ${items.length} items`,
        ],
      }
    },
  },
]

/** The pages with another limit in each round, around the usual one, so that no request repeats. */
function rounds(of: readonly string[]): () => string[] {
  let round = 0
  return () => {
    // 20, 21, 19, 22, 18 …
    const limit = pageSize + (round % 2 === 0 ? -round / 2 : (round + 1) / 2)
    round += 1
    return of.map(cursor => `/v1/articles?cursor=${cursor}&limit=${limit}`)
  }
}
