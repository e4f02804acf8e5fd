import { fetchJson } from '../answer.ts'
import { get, load } from '../load.ts'
import { p99During } from '../paced.ts'
import type { Row } from '../row.ts'

const pages = 10
const rendered = 'include=html,markdown,text'

/** How long a reader of memory waits while another client asks for lists with renderings that no cache knows. */
export const renderingRows: Row[] = [
  {
    name: 'hot p99 during lists with renderings',
    unit: 'ms',
    goals: [{ atMost: 50 }],
    async prepare(lab) {
      const { port } = await lab.offprint('small')
      const { slug } = await lab.file('small')
      const cursors = await walk(port)
      let asked = 0
      const list = () => {
        // Another number of items is another answer; the pages together are more than the renderings that are kept.
        const limit = 99 - (Math.floor(asked / cursors.length) % 50)
        const cursor = cursors[asked % cursors.length]
        asked += 1
        return get(`/v1/articles?cursor=${cursor}&limit=${limit}`)
      }
      const work = async () => {
        const lists = load({ port, connections: 1, expect: { status: 200 }, next: list, ms: 500 })
        return (await lists).errors
      }
      return {
        contenders: [{ name: 'Offprint', take: () => p99During(port, `/v1/articles/${slug(0)}`, work, lab.plan) }],
        notes: [`100 articles a list, ${cursors.length} pages in turn`],
      }
    },
  },
]

/** Cursors of the pages of a list with renderings. */
async function walk(port: number): Promise<string[]> {
  const cursors: string[] = []
  let path = `/v1/articles?limit=100&${rendered}`
  while (cursors.length < pages) {
    const next = await fetchJson(port, path, json => (json as { page: { next?: string } }).page.next)
    if (next === undefined) break
    cursors.push(next)
    path = `/v1/articles?cursor=${next}`
  }
  return cursors
}
