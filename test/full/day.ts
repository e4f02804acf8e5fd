import { setTimeout } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Test } from 'tap'
import { etagMemory } from '../etag-memory.ts'

export const secret = 'admin-key-of-this-test-0123456789'

export type Copy = { id: string; version: number; ahead: boolean; [member: string]: unknown }

/** The public response of one address. */
type Answer = { status: number; etag: string | null; location: string | null; body: string }

/** The public effects of a step; every other address must keep the same bytes. */
export type Expected = {
  /** Addresses whose responses change. */
  changed: readonly string[]
  /** Entries that readers of the log receive: slug and edition, or slug and reason. */
  messages: readonly string[]
  /** Actions in the audit, in order, with who did them. */
  audit: readonly string[]
}

/** An editor and the public before one server. */
export function newsroom(t: Test, address: string, watched: readonly string[]) {
  let token = ''
  let lastEntry = 0
  const memory = etagMemory()

  async function ask(method: string, path: string, { body, version, type = 'application/json' }: Ask = {}) {
    const answer = await fetch(`${address}/v1/editorial${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': type }),
        ...(version !== undefined && { 'if-match': memory.etagOf(path, version) }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    const said = text === '' ? undefined : JSON.parse(text)
    memory.note({ url: path, etag: answer.headers.get('etag'), body: said })
    return said
  }

  async function seen(): Promise<Map<string, Answer>> {
    const answers = watched.map(async path => {
      const { status, headers, ...answer } = await fetch(`${address}${path}`, { redirect: 'manual' }).then(
        async one => ({
          status: one.status,
          headers: one.headers,
          body: await one.text(),
        }),
      )
      // An error names its request.
      const id = headers.get('x-request-id') ?? ''
      const body = answer.body.replaceAll(id, '')
      return [path, { status, etag: headers.get('etag'), location: headers.get('location'), body }] as const
    })
    return new Map(await Promise.all(answers))
  }

  /** The entries of the log since the last call. */
  async function messages(): Promise<string[]> {
    const all: string[] = []
    for (let more = true; more; ) {
      const answer = await fetch(`${address}/v1/sync${token && `?token=${token}`}`)
      const page = (await answer.json()) as Page
      all.push(
        ...page.articles.map(({ slug, edition }) => `${slug} ${edition}`),
        ...page.tombstones.map(({ slug, reason }) => `${slug} ${reason}`),
      )
      token = page.token
      more = page.more
    }
    return all
  }

  async function audited(): Promise<string[]> {
    const { items } = (await ask('GET', '/audit?limit=100')) as { items: Entry[] }
    const fresh = items.filter(({ number }) => number > lastEntry).reverse()
    lastEntry = fresh.at(-1)?.number ?? lastEntry
    return fresh.map(({ action, actor }) => `${action} ${actor.replace(/^key:.*/, 'key')}`)
  }

  /** Runs a step and checks that it has exactly the expected effects. */
  async function step<Result>(name: string, act: () => Promise<Result>, expected: Expected): Promise<Result> {
    const before = await seen()
    const result = await act()
    const after = await seen()
    const changed = watched.filter(path => !isDeepStrictEqual(before.get(path), after.get(path)))
    t.strictSame({ changed, messages: await messages(), audit: await audited() }, expected, name)
    return result
  }

  /** Records the current state without checking it. */
  async function begin(): Promise<void> {
    await messages()
    await audited()
  }

  async function read(path: string) {
    const answer = await fetch(`${address}${path}`, { redirect: 'manual' })
    const body = await answer.text()
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body }
  }

  /** Waits for a change that no request of the test makes. */
  async function until(isSo: () => Promise<boolean>): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      if (await isSo()) return
      await setTimeout(50)
    }
    t.fail('the expected change did not happen')
  }

  return { ask, step, begin, read, until }
}

type Ask = { body?: unknown; version?: number; type?: string }
type Page = {
  articles: { slug: string; edition: number }[]
  tombstones: { slug: string; reason: string }[]
  token: string
  more: boolean
}
type Entry = { number: number; action: string; actor: string }
