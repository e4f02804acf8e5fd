import t from 'tap'
import { parseConfig } from '../src/config.ts'

t.test('config: has defaults for rates, trusted proxies and processes', async t => {
  const { traffic, workers } = parseConfig({})
  t.strictSame(traffic, {
    rates: {
      address: { requests: 30_000, perSeconds: 60 },
      key: { requests: 60_000, perSeconds: 60 },
      hits: undefined,
    },
    trustedProxies: [],
  })
  t.equal(workers, 1)
})

t.test('config: reads rates, trusted proxies and processes', async t => {
  const set = {
    RATE_LIMIT: 'none',
    KEY_RATE_LIMIT: '10/1',
    HIT_RATE_LIMIT: '600/60',
    TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8,192.0.2.1,2001:db8::1',
    WORKERS: '4',
  }
  const { traffic, workers } = parseConfig(set)
  t.strictSame(traffic, {
    rates: {
      address: undefined,
      key: { requests: 10, perSeconds: 1 },
      hits: { requests: 600, perSeconds: 60 },
    },
    trustedProxies: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1', '2001:db8::1'],
  })
  t.equal(workers, 4)
})

const wrong: [name: string, value: string][] = [
  ['RATE_LIMIT', '600'],
  ['RATE_LIMIT', '0/60'],
  ['KEY_RATE_LIMIT', 'all'],
  ['HIT_RATE_LIMIT', '1/0'],
  ['TRUSTED_PROXIES', 'localhost'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['TRUSTED_PROXIES', '10.0.0.1,,10.0.0.2'],
  ['TRUSTED_PROXIES', '*'],
  ['WORKERS', '0'],
  ['WORKERS', '257'],
]
for (const [name, value] of wrong) {
  t.test(`config: refuses ${name}=${value} and names it`, async t => {
    t.throws(() => parseConfig({ [name]: value }), {
      code: 'config-invalid',
      message: `${name}=${JSON.stringify(value)} is not valid`,
    })
  })
}
