import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dispatcherOf, receiver } from '../../change/leased/webhook/receiver.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const hooks = '/v1/editorial/webhooks'
const any = { 'if-match': '*' }
const manager = ['webhooks:manage'] as const

/** A word that only the erased article has. */
const secret = 'qzqzqword'
const body = {
  title: `A ${secret}`,
  // The tombstone keeps the slug.
  slug: 'erased',
  text: `It says ${secret}. `.repeat(100),
  authors: [{ name: `Writer ${secret}` }],
  tags: [`Tag ${secret}`],
}

/** The application with a receiver that repeats each request in its response, and a dispatcher that runs on request. */
async function publisher(t: Test) {
  const made = await desk(t)
  const one = await receiver(t)
  one.state.isEcho = true
  one.state.status = 200
  const { run, later } = dispatcherOf(t, made)
  const { ask } = made
  const hook = async (more: object = {}) => {
    const wish = { url: one.url, payload: 'full', ...more }
    const { body } = await ask('POST', hooks, { body: wish, scopes: manager })
    return (body['webhook'] as { id: string }).id
  }
  const deliveries = async (id: string) => {
    const { body } = await ask('GET', `${hooks}/${id}/deliveries`, { scopes: manager })
    return body['items'] as { id: string; state: string; event: string; attempt?: object }[]
  }
  return { ...made, receiver: one, run, later, hook, deliveries }
}

/** Counts the word in all files of the store. */
function count(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile())
  const texts = files.map(file => readFileSync(join(file.parentPath, file.name)).toString('latin1').toLowerCase())
  return texts.join().split(secret).length - 1
}

t.test('erase removes an article from all deliveries, and no file contains its words', async t => {
  const { ask, make, run, later, hook, deliveries, receiver } = await publisher(t)
  const [full, text, paused, failing, removed] = [
    await hook(),
    await hook({ preset: 'slack', payload: 'reference' }),
    await hook(),
    await hook({ debounceSeconds: 60 }),
    await hook(),
  ]
  const { id } = await make(body, true)
  await run()
  receiver.state.status = 500
  await ask('PATCH', `${articles}/${id}`, { headers: any, body: { summary: `More ${secret}` } })
  await ask('POST', `${articles}/${id}/publish`, { headers: any })
  later(60)
  await run()
  await ask('PATCH', `${hooks}/${paused}`, { body: { state: 'paused' }, scopes: manager })
  await ask('DELETE', `${hooks}/${removed}`, { scopes: manager })
  t.ok(count(t.testdirName) > 20, 'the files contain the word before the erasure')
  t.match(JSON.stringify(await deliveries(full)), secret)

  t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
  t.equal(count(t.testdirName), 0)
  for (const one of [full, text, paused, failing]) {
    for (const delivery of await deliveries(one)) {
      const shown = (await ask('GET', `${hooks}/${one}/deliveries/${delivery.id}`, { scopes: manager })).body
      hasMembers(t, shown, { articleId: id, attempt: undefined })
    }
  }

  receiver.state.status = 200
  receiver.requests.length = 0
  await ask('PATCH', `${hooks}/${paused}`, { body: { state: 'active' }, scopes: manager })
  later(600)
  await run()
  const sent = receiver.requests.map(({ json }) => json.type ?? 'text')
  t.strictSame(sent.sort(), ['article.withdrawn', 'article.withdrawn', 'article.withdrawn', 'text'])
  t.equal(count(t.testdirName), 0, 'nothing was stored again')
})

t.test('erase: a request that runs meanwhile is stored without its content', async t => {
  const { ask, make, run, hook, deliveries, receiver } = await publisher(t)
  const one = await hook()
  const { id } = await make(body, true)
  receiver.state.held = []
  receiver.state.body = secret
  const running = run()
  while (receiver.requests.length === 0) await new Promise(resolve => receiver.server.once('received', resolve))
  t.match(receiver.requests[0]?.body.toString(), secret)
  t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
  receiver.release()
  receiver.state.body = ''
  await running
  t.strictSame(
    (await deliveries(one)).map(({ state, event, attempt }) => [state, event, attempt !== undefined]),
    [
      ['delivered', 'article.withdrawn', true],
      ['delivered', 'article.published', false],
    ],
  )
  t.equal(count(t.testdirName), 0)
})

t.test('erase removes an author from deliveries of other articles that had the author', async t => {
  const { ask, make, run, hook, deliveries } = await publisher(t)
  const one = await hook()
  const authors = [{ name: `Writer ${secret}` }]
  const kept = await make({ title: 'Kept', text: 'Words.', authors }, true)
  await run()
  await ask('PATCH', `${articles}/${kept.id}`, { headers: any, body: { authors: [] } })
  await ask('POST', `${articles}/${kept.id}/publish`, { headers: any })
  await run()
  const { id } = await make({ title: 'Erased', authors })
  t.match(JSON.stringify(await deliveries(one)), secret)
  t.equal((await ask('POST', `${articles}/${id}/erase`, { headers: any })).status, 204)
  t.strictSame(
    (await deliveries(one)).map(({ attempt }) => attempt !== undefined),
    [true, false],
  )
})
