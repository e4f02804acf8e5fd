import t from 'tap'
import { createKey } from '../../src/editorial/key/create.ts'
import { build } from '../build.ts'
import { headed, lead, numberedIds } from '../domain/sample.ts'
import { wire } from './wire.ts'

const target = '/v1/articles?include=html,markdown,text'
const text = 'The boats are built in Norway. '.repeat(400)

t.test('a second list has the same renderings, and new ones for a changed article', async t => {
  const { app, publish } = await build(t)
  const said = { sections: [lead('Words.'), headed('Who pays', 'The city.')] }
  await publish('a', { title: 'A', ...said })
  await publish('b', { title: 'B', ...said })
  const sections = async (query = '') =>
    (await app.inject(`${target}${query}`))
      .json()
      .items.map((item: { title: string; sections: { text: string }[] }) => [
        item.title,
        ...item.sections.map(section => section.text),
      ])
  const all = [
    ['B', 'Words.', 'Who pays\n\nThe city.'],
    ['A', 'Words.', 'Who pays\n\nThe city.'],
  ]
  t.strictSame(await sections(), all)
  t.strictSame(await sections('&sort=-updatedAt'), all)
  await publish('a', { title: 'A', sections: [lead('Other words.')] })
  t.strictSame(await sections('&sort=publishedAt'), [['A', 'Other words.'], all[0]])
})

t.test('the server answers another request while it renders a list', async t => {
  const { app, publish } = await build(t)
  for (let number = 0; number < 30; number += 1) {
    await publish(`key-${number}`, { title: `Ferry ${number}`, sections: [lead(text)] })
  }
  const order: string[] = []
  const ask = (url: string) => app.inject(url).then(({ statusCode }) => order.push(`${url} ${statusCode}`))
  await Promise.all([ask(target), ask('/health/live')])
  t.strictSame(order, ['/health/live 200', `${target} 200`])
})

t.test('the rate limit charges renderings and bytes, and cached answers are free', async t => {
  const rate = { requests: 100, perSeconds: 100 }
  const { app, publish, store, time } = await build(t, { rates: { address: rate, key: rate, hits: undefined } })
  for (const key of 'abcd') await publish(key, { title: key, sections: [lead(text)] })
  const ask = await wire(app)
  const deps = { store, clock: () => time.now, newId: numberedIds('0cee0000') }
  const { secret } = await createKey({ name: 'R', scopes: ['content:read'] }, undefined, { actor: 'cli' }, deps)
  const left = async (path: string) => {
    const { status, headers } = await ask(path, { authorization: `Bearer ${secret}` })
    t.equal(status, 200)
    return Number(/r=(\d+)/.exec(headers['ratelimit'] ?? '')?.[1])
  }
  t.equal(await left('/v1/articles?limit=4'), 99)
  t.equal(await left('/v1/articles?limit=4&include=body'), 98, 'bodies below 64 KiB add no cost')
  const rendered = await left('/v1/articles?limit=4&include=html')
  t.ok(rendered < 98 - 4 * 2 && rendered > 50, `renderings cost more; remaining: ${rendered}`)
  t.equal(await left('/v1/articles?limit=4&include=html'), rendered, 'a cached answer is free')
  const again = await left('/v1/articles?limit=3&include=html')
  t.ok(rendered - again <= 2, `cached renderings are not charged again; remaining: ${again}`)
  time.now = new Date(time.now.getTime() + 200_000)
  t.equal(await left('/v1/articles?limit=2'), 99, 'the budget refills with time')
})

t.test('a client that overdraws its budget with renderings is refused until the budget refills', async t => {
  const { app, publish, time } = await build(t, {
    rates: { address: { requests: 10, perSeconds: 10 }, key: undefined, hits: undefined },
  })
  for (const key of 'abcd') await publish(key, { title: key, sections: [lead(text)] })
  t.equal((await app.inject(target)).statusCode, 200)
  const refused = await app.inject('/v1/articles/a')
  t.equal(refused.statusCode, 429)
  t.equal(refused.headers['retry-after'], '11')
  time.now = new Date(time.now.getTime() + 11_000)
  t.equal((await app.inject('/v1/articles/a')).statusCode, 200)
})
