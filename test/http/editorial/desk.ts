import type { Test } from 'tap'
import type { AppDeps } from '../../../src/app/deps.ts'
import { type Scope, scopes } from '../../../src/domain/access/key.ts'
import type { Store } from '../../../src/domain/store/store.ts'
import { createKey } from '../../../src/editorial/key/create.ts'
import { build } from '../../build.ts'
import { numberedIds } from '../../domain/sample.ts'
import { etagMemory } from '../../etag-memory.ts'
import { answerCheck } from '../../openapi/answer-check.ts'

export const articles = '/v1/editorial/articles'

type Ask = {
  body?: unknown
  /** The number of the version in an `ETag`, for `If-Match`. */
  version?: number | undefined
  headers?: Record<string, string>
  /** Scopes of the key; absent = all. */
  scopes?: readonly Scope[]
}

export type Said = {
  status: number
  headers: Record<string, string | undefined>
  /** Parsed JSON; undefined if there is no body. */
  body: Record<string, unknown> & {
    id: string
    version: number
    etag: string
    code?: string
    errors?: { pointer?: string }[]
  }
}

/** Compiled once for all tests of a file, because compiling the schemas of the document takes seconds. */
const check = answerCheck()

/** The application and its editor client. Checks that every answer matches its description and is never cached. */
export async function desk(
  t: Test,
  more: Partial<AppDeps> = {},
  around: (store: Store) => AppDeps['store'] = store => store,
) {
  const built = await build(t, more, around)
  const { app, store, time } = built
  const keys = new Map<string, Promise<string>>()
  const newId = numberedIds('0cee0000')
  const memory = etagMemory()

  function secretOf(wanted: readonly Scope[]): Promise<string> {
    const wish = { name: 'Desk', scopes: wanted }
    const deps = { store, clock: () => time.now, newId }
    const secret =
      keys.get(wanted.join()) ?? createKey(wish, undefined, { actor: 'cli' }, deps).then(made => made.secret)
    keys.set(wanted.join(), secret)
    return secret
  }

  async function ask(method: string, url: string, { body, version, headers, scopes: own = scopes }: Ask = {}) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const answer = await app.inject({
      method: method as 'POST',
      url,
      headers: {
        authorization: `Bearer ${await secretOf(own)}`,
        ...(body !== undefined && { 'content-type': type }),
        ...(version !== undefined && { 'if-match': memory.etagOf(url, version) }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    })
    const said = answer.body === '' ? undefined : JSON.parse(answer.body)
    const { etag, location } = answer.headers
    memory.note({ url, etag, location, body: said })
    const { statusCode: status, headers: fields } = answer
    const faults = check.faultsOf({ method, url, status, headers: fields, body: answer.body })
    if (faults.length > 0) throw new Error(`${url}: ${faults.join('; ')}`)
    if (answer.headers['cache-control'] !== 'no-store') throw new Error(`${method} ${url} may be cached`)
    return { status: answer.statusCode, headers: answer.headers, body: said } as Said
  }

  /** Makes an article, and publishes it on request. */
  async function make(body: Record<string, unknown>, publish = false): Promise<Said['body']> {
    const made = await ask('POST', articles, { body })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    if (!publish) return made.body
    const published = await ask('POST', `${articles}/${made.body.id}/publish`, { version: made.body.version })
    if (published.status !== 200) throw new Error(JSON.stringify(published.body))
    return published.body
  }

  return { ...built, check, ask, make, secretOf, etagOf: memory.etagOf }
}
