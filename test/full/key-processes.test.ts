import { join } from 'node:path'
import t, { type Test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { type Scope, scopes } from '../../src/domain/access/key.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { createKey } from '../../src/editorial/key/create.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, site } from '../domain/sample.ts'
import { serve } from './server.ts'

type Answer = { status: number; secret?: string; id?: string }

/** Two servers on one file, and an operator who makes keys in it. */
async function twoServers(t: Test) {
  const url = `file:${join(t.testdir(), 'x.db')}`
  const clock = () => new Date()
  const tools = { printer: createPrinter(site, digest), newId: uuidv7, clock, waiting: 'async' as const }
  const store = await openStore({ url: url.slice('file:'.length), ...tools })
  t.teardown(() => store.close())
  const make = (granted: readonly Scope[]) =>
    createKey({ name: 'x', scopes: granted }, undefined, { actor: 'cli' }, { store, clock, newId: uuidv7 })
  const env = { DATABASE_URL: url, RATE_LIMIT: 'none', KEY_RATE_LIMIT: 'none', NODE_ENV: '' }
  const servers = await Promise.all([serve(t, [], env), serve(t, [], env)])
  const ask = async (server: number, method: string, path: string, secret: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await fetch(`${servers[server % 2]?.address}/v1/editorial${path}`, { method, headers })
    const text = await answer.text()
    if (answer.status !== 201) return { status: answer.status }
    const body: { secret: string; key: { id: string } } = JSON.parse(text)
    return { status: 201, secret: body.secret, id: body.key.id }
  }
  return { make, ask, admin: (await make(scopes)).secret }
}

t.test('two processes: of concurrent rotations of one key, one succeeds and leaves one valid secret', async t => {
  const { make, ask, admin } = await twoServers(t)
  for (let round = 0; round < 8; round += 1) {
    const { key, secret } = await make(['articles:read'])
    const asked = [0, 1, 2, 3, 4, 5].map(server => ask(server, 'POST', `/keys/${key.id}/rotate`, admin))
    const answers = await Promise.all(asked)
    t.strictSame(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409], `round ${round}`)
    const secrets = [secret, ...answers.flatMap(answer => answer.secret ?? [])]
    const reads = secrets.flatMap(one => [0, 1].map(server => ask(server, 'GET', '/articles', one)))
    t.strictSame(
      (await Promise.all(reads)).map(({ status }) => status),
      [401, 401, 200, 200],
      `round ${round}`,
    )
  }
})

t.test('two processes: a revoked key cannot be rotated and cannot create keys', async t => {
  const { make, ask, admin } = await twoServers(t)
  for (let round = 0; round < 8; round += 1) {
    const { key, secret } = await make(['keys:manage'])
    const rotating = [0, 1, 2].map(server => ask(server, 'POST', `/keys/${key.id}/rotate`, secret))
    t.equal((await ask(round, 'DELETE', `/keys/${key.id}`, admin)).status, 204)
    const late = [0, 1].map(server => ask(server, 'POST', `/keys/${key.id}/rotate`, admin))
    t.strictSame(
      (await Promise.all(late)).map(({ status }) => status),
      [409, 409],
      `round ${round}`,
    )
    const made = (await Promise.all(rotating)).filter(({ status }) => status === 201)
    t.ok(made.length <= 1, `round ${round}: ${made.length} successors`)
  }
})
