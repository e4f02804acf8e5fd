import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

/** A receiver that keeps its requests, and a new store. */
async function place(t: Test) {
  const requests: { headers: Record<string, string>; body: Buffer }[] = []
  const state = { status: 204 }
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers as Record<string, string>, body: await buffer(request) })
    response.writeHead(state.status).end('received')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db'), WEBHOOK_ALLOW_PRIVATE: 'true' }
  const webhook = (...args: string[]) => offprint(['webhook', ...args], env)
  const made = await webhook('create', url, '--name', 'Partner', '--asymmetric')
  const [id = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(made.err) ?? []
  const shown = async () => JSON.parse((await webhook('show', id)).out)
  return { requests, state, url, env, webhook, made, id, shown }
}

test('webhook create and edit: members that are not stated stay', async t => {
  const { webhook, made, id, url, shown } = await place(t)
  hasMembers(t, made, {
    code: 0,
    out: /^whsec_[A-Za-z0-9+/=]{44}\n$/,
    err: /sends article\.published, article\.withdrawn, article\.moved to http.*\npublic key whpk_/,
  })
  const edited = await webhook('edit', id, '--tag', 'sea', '--header', 'X-Key: secret', '--payload', 'full', '--pause')
  t.strictSame(edited, { code: 0, out: `webhook ${id} is paused\n`, err: '' })
  hasMembers(t, await shown(), {
    id,
    url,
    name: 'Partner',
    filter: { tag: ['sea'] },
    headerNames: ['x-key'],
    payload: 'full',
    ed25519: true,
    state: 'paused',
  })
  hasMembers(t, await webhook('edit', id, '--all', '--resume', '--url', `${url}/2`), {
    code: 0,
    out: `webhook ${id} is active\n`,
  })
  hasMembers(t, await shown(), { filter: {}, headerNames: ['x-key'], url: `${url}/2`, state: 'active' })
  const { out } = await webhook('list')
  t.equal(out, `${id}  active  standard  ${url}/2  Partner\n`)
})

test('webhook test and rotate: sends a signed test, also with the old secret during the overlap', async t => {
  const { webhook, made, id, env, requests, state } = await place(t)
  const old = made.out.trim()
  const rotated = await webhook('rotate', id, '--overlap', '2')
  hasMembers(t, rotated, { code: 0, out: /^whsec_[A-Za-z0-9+/=]{44}\n$/, err: /^public key whpk_/ })
  t.not(rotated.out.trim(), old)
  hasMembers(t, await webhook('test', id), { code: 0, out: /^the receiver answered after \d+ ms: 204\n$/ })
  const [request] = requests
  for (const secret of [old, rotated.out.trim()]) {
    hasMembers(t, new Webhook(secret).verify(request?.body ?? '', request?.headers ?? {}), { type: 'webhook.test' })
  }
  t.equal(request?.headers['webhook-signature']?.split(' ').length, 4)
  hasMembers(t, await offprint(['webhook', 'test', id], { ...env, WEBHOOK_ALLOW_PRIVATE: 'false' }), {
    code: 3,
    err: /is one of this machine or of a private network\.\n.*WEBHOOK_ALLOW_PRIVATE=true permits/,
  })
  state.status = 500
  hasMembers(t, await webhook('test', id), { code: 3, err: /The test failed after \d+ ms: 500 received/ })
  await webhook('rotate', id, '--overlap', '0')
  state.status = 204
  await webhook('test', id)
  t.throws(() => new Webhook(old).verify(requests.at(-1)?.body ?? '', requests.at(-1)?.headers ?? {}))
})

test('webhook deliveries, replay and delete', async t => {
  const { webhook, id, env, requests } = await place(t)
  await webhook('test', id)
  const { out } = await webhook('deliveries', id)
  t.match(out, /^[0-9a-f-]{36} {2}delivered {2}webhook\.test {2}1 attempt {2}204\n$/)
  const delivery = out.slice(0, 36)
  hasMembers(t, JSON.parse((await webhook('deliveries', id, delivery)).out), {
    id: delivery,
    state: 'delivered',
    attempt: { request: { body: requests[0]?.body.toString() ?? '' }, response: { status: 204 } },
  })
  t.equal((await webhook('deliveries', id, '--state', 'failed')).out, '')
  hasMembers(t, await webhook('replay', id, delivery), { code: 3, err: /Send another test/ })
  hasMembers(t, await webhook('replay', id), { code: 2, err: /give a delivery or --since/ })
  await offprint(['import', '--publish', join(import.meta.dirname, '../../examples/articles')], env)
  hasMembers(t, await webhook('replay', id, '--since', '2020-01-01'), {
    code: 0,
    out: /^changes in the period: \d+\n$/,
  })
  hasMembers(t, await webhook('replay', id, '--since', 'yesterday'), { code: 2, err: /Give a day/ })
  hasMembers(t, await webhook('delete', id), { code: 0, out: `webhook ${id} is deleted\n` })
  const commands = [['show'], ['delete'], ['test'], ['rotate'], ['deliveries'], ['edit', '--pause']]
  const refused = await Promise.all(commands.map(([name = '', ...options]) => webhook(name, id, ...options)))
  for (const ran of refused) hasMembers(t, ran, { code: 3, err: /No webhook has that id/ })
  t.match((await webhook('list')).out, /^no webhooks/)
})
