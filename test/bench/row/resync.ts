import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import type { Row } from '../row.ts'

type Page = { articles: unknown[]; token: string; more: boolean }

/** The cost of an up-to-date copy after a change to a setting that no article shows. */
export const resyncRows: Row[] = [
  {
    name: 'second sync after SITE_TITLE changed',
    unit: 'articles',
    goals: [{ atMost: 0 }],
    async prepare(lab) {
      const path = await lab.copy('small')
      const before = await lab.start(path)
      const first = await walk(before.port)
      await before.stop()
      const old = countOld(path)
      const after = await lab.start(path, { SITE_TITLE: 'Another title' })
      while (old.count() > 0) await setTimeout(100)
      old.close()
      const second = await walk(after.port, first.token)
      const errors = first.articles > 0 ? [] : ['the first sync brought nothing']
      return {
        rounds: 1,
        contenders: [{ name: 'second sync', take: async () => ({ value: second.articles, errors }) }],
        notes: [`first sync ${first.articles} articles, ${first.bytes} bytes; second ${second.bytes} bytes`],
      }
    },
  },
]

/** Follows a sync until it is caught up. */
async function walk(port: number, from?: string): Promise<{ articles: number; bytes: number; token: string }> {
  let token = from
  let articles = 0
  let bytes = 0
  for (let more = true; more; ) {
    const query = token === undefined ? 'include=body' : `token=${encodeURIComponent(token)}`
    const text = await (await fetch(`http://127.0.0.1:${port}/v1/sync?${query}`)).text()
    const page = JSON.parse(text) as Page
    articles += page.articles.length
    bytes += Buffer.byteLength(text)
    token = page.token
    more = page.more
  }
  return { articles, bytes, token: token ?? '' }
}

/** Counts the prints of the epoch that all had when it was opened. */
function countOld(path: string): { count(): number; close(): void } {
  const db = new Sqlite(path, { readonly: true })
  const epoch = db.prepare<[], string>('SELECT epoch FROM print LIMIT 1').pluck().get() ?? ''
  const count = db.prepare<[string], number>('SELECT count(*) FROM print WHERE epoch = ?').pluck()
  return { count: () => count.get(epoch) ?? 0, close: () => void db.close() }
}
