import t from 'tap'
import { build } from '../build.ts'

t.test('CORS_ORIGINS with a list allows only these origins and sends Vary: Origin', async t => {
  const { app, publish } = await build(t, { corsOrigins: ['https://www.example.org', 'https://app.example.org'] })
  await publish('a', { title: 'A' })
  for (const url of ['/v1/articles/a', '/v1/articles', '/nowhere']) {
    const from = async (origin: string) => (await app.inject({ url, headers: { origin } })).headers
    const friend = await from('https://app.example.org')
    t.equal(friend['access-control-allow-origin'], 'https://app.example.org')
    t.match(friend['vary'], /^Origin(, Accept-Encoding)?$/)
    const other = await from('https://evil.example')
    t.notOk('access-control-allow-origin' in other)
    t.match(other['vary'], /^Origin/)
  }
  const { headers } = await app.inject({
    url: '/v1/articles/a',
    headers: { 'if-none-match': '*', origin: 'https://x.example' },
  })
  t.equal(headers['vary'], 'Origin, Accept-Encoding', 'a 304 has the same Vary')
})
