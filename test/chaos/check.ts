import { setTimeout } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { violations } from '../full/invariant.ts'
import type { Expected } from './editor.ts'
import type { Fleet } from './fleet.ts'
import type { Receiver } from './receiver.ts'

/** A copy that sync keeps up to date through the whole run, with its token only. */
export function createCopy(fleet: Fleet) {
  const titles = new Map<string, string>()
  /** Revisions of articles and of tombstones. */
  const revisions = new Map<string, number>()
  let token: string | undefined
  return {
    titles,
    revisions,
    async read(): Promise<void> {
      for (let more = true; more; ) {
        const path = `/v1/sync${token === undefined ? '' : `?token=${token}`}`
        const { status, body } = await fleet.ask({ method: 'GET', path })
        if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body.slice(0, 500)}`)
        const page = JSON.parse(body) as {
          articles: { id: string; title: string; revision: number }[]
          tombstones: { id: string; revision: number }[]
          token: string
          more: boolean
        }
        for (const { id, revision } of page.tombstones) {
          titles.delete(id)
          revisions.set(id, revision)
        }
        for (const { id, title, revision } of page.articles) {
          titles.set(id, title)
          revisions.set(id, revision)
        }
        ;({ token, more } = page)
      }
    },
  }
}

/** Compares the store with what editors were answered, through every process. */
export async function faultsOf(fleet: Fleet, articles: readonly Expected[]): Promise<string[]> {
  const faults: string[] = []
  for (const [at, { id, title, version, status, delivered }] of articles.entries()) {
    const index = at % fleet.size
    const working = await fleet.askOnce(index, { method: 'GET', path: `/v1/editorial/articles/${id}` })
    const shown = working?.status === 200 ? JSON.parse(working.body) : { answer: working?.body }
    const found = [shown.title, shown.version, shown.status]
    if (JSON.stringify(found) !== JSON.stringify([title, version, status])) {
      faults.push(`${id} is ${JSON.stringify(found)}, not ${JSON.stringify([title, version, status])}: ${shown.answer}`)
    }
    const read = await fleet.askOnce(index, { method: 'GET', path: `/v1/articles/${id}` })
    const title200 = read?.status === 200 ? JSON.parse(read.body).title : undefined
    if (title200 !== delivered || (delivered === undefined && ![404, 410].includes(read?.status ?? 0))) {
      faults.push(`${id} is delivered as ${read?.status} “${title200}”, not as “${delivered}”`)
    }
  }
  return faults
}

/** Compares the copy with what must be delivered. */
export function copyFaults(titles: ReadonlyMap<string, string>, articles: readonly Expected[]): string[] {
  const wanted = new Map(articles.flatMap(({ id, delivered }) => (delivered === undefined ? [] : [[id, delivered]])))
  const ids = new Set([...wanted.keys(), ...titles.keys()])
  return [...ids]
    .filter(id => wanted.get(id) !== titles.get(id))
    .map(id => `the copy has ${id} as “${titles.get(id)}”, not as “${wanted.get(id)}”`)
}

/** Rows of an SQLite file that break a rule. */
export function fileFaults(path: string): string[] {
  const db = new Sqlite(path, { readonly: true })
  try {
    return violations(db)
  } finally {
    db.close()
  }
}

/** Waits until a receiver has the last revision of each article, and says what is missing after a minute without progress. */
export async function receiverFaults(
  fleet: Fleet,
  receiver: Receiver,
  webhookId: string,
  revisions: ReadonlyMap<string, number>,
): Promise<string[]> {
  // Deliveries that failed several times wait for minutes: an operator sends them again.
  const path = `/v1/editorial/webhooks/${webhookId}/deliveries`
  const { body } = await fleet.ask({ method: 'GET', path: `${path}?deliveryState=pending&limit=100` })
  for (const { id, attempts } of (JSON.parse(body) as { items: { id: string; attempts: number }[] }).items) {
    if (attempts > 0) await fleet.ask({ method: 'POST', path: `${path}/${id}/replay` })
  }
  const missing = () => [...revisions].filter(([id, revision]) => receiver.last.get(id)?.revision !== revision)
  for (let wait = 0, left = 0; wait < 600 && missing().length > 0; wait += 1) {
    if (missing().length !== left) wait = 0
    left = missing().length
    await setTimeout(100)
  }
  return [
    ...receiver.faults,
    ...missing().map(
      ([id, revision]) => `the receiver has revision ${receiver.last.get(id)?.revision} of ${id}, not ${revision}`,
    ),
  ]
}
