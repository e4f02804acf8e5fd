import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { createClientAddress, networkOf } from '../../src/http/access/client-address.ts'
import { fc } from '../property.ts'

function asked(peer: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

t.test('without trusted proxies the client address is the peer address, and X-Forwarded-For is ignored', async t => {
  const addressOf = createClientAddress([])
  t.equal(addressOf(asked('203.0.113.7', '198.51.100.1')), '203.0.113.7')
  t.equal(addressOf(asked('::ffff:203.0.113.7')), '203.0.113.7')
  t.equal(addressOf(asked('fe80::1%eth0')), 'fe80::1')
  t.equal(addressOf(asked(undefined)), '')
})

const cases: [peer: string, forwarded: string | undefined, client: string][] = [
  ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4', '198.51.100.1'],
  ['10.0.0.1', '1.1.1.1,10.9.9.9,fd00::5', '1.1.1.1'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.1, 10.0.0.2, <script>', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['10.0.0.1', '[2001:DB8::1]:4711', '2001:db8::1'],
  ['10.0.0.1', '2001:db8::1', '2001:db8::1'],
  ['fd00::1', '198.51.100.1', '198.51.100.1'],
  ['192.0.2.9', '198.51.100.1', '198.51.100.1'],
]

for (const [peer, forwarded, client] of cases) {
  t.test(`with trusted proxies: X-Forwarded-For ${forwarded} from ${peer} resolves to ${client}`, async t => {
    const addressOf = createClientAddress(['10.0.0.0/8', 'fd00::/8', '192.0.2.9'])
    t.equal(addressOf(asked(peer, forwarded)), client)
  })
}

t.test('networkOf returns the 64-bit network of an IPv6 address in any notation', async t => {
  for (const address of ['2001:db8::1', '2001:db8::ffff', '2001:db8:0:0:1:2:3:4', '2001:0db8::1:192.0.2.1']) {
    t.equal(networkOf(address), '2001:db8:0:0::/64', address)
  }
  t.equal(networkOf('2001:db8:0:1::1'), '2001:db8:0:1::/64')
  t.equal(networkOf('::1'), '0:0:0:0::/64')
  t.equal(networkOf('1:2:3:4:5:6:7::'), '1:2:3:4::/64')
  t.equal(networkOf('203.0.113.7'), '203.0.113.7')
})

t.test('networkOf returns the same network for two addresses exactly when their first 64 bits are equal', async () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      const first = (text: string) => new URL(`http://[${text}]`).hostname.slice(1, -1)
      // The URL parser normalizes an address, so that its groups can be compared.
      const bits = (text: string) => {
        const [head = '', tail] = first(text).split('::')
        const before = head.split(':').filter(Boolean)
        const behind = (tail ?? '').split(':').filter(Boolean)
        return [...before, ...Array(8 - before.length - behind.length).fill('0'), ...behind].slice(0, 4).join(':')
      }
      const isSame = networkOf(one) === networkOf(other)
      return networkOf(one) === `${bits(one)}::/64` && isSame === (bits(one) === bits(other))
    }),
    { numRuns: 300 },
  )
})
