import { createPublicKey, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { signedHeaders } from '../../../../src/change/leased/webhook/signature.ts'
import { newSecret } from '../../../../src/editorial/webhook/secret.ts'

const body = new TextEncoder().encode('{"type":"article.published","title":"Fähre"}')

/** Verifies a `v1a` signature by the public key in its serialised form. */
function verifies(content: string, publicKey: string, signature: string): boolean {
  const x = Buffer.from(publicKey.replace(/^whpk_/, ''), 'base64').toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, Buffer.from(content), key, Buffer.from(signature.replace(/^v1a,/, ''), 'base64'))
}

t.test('signs the known message of the reference libraries', async t => {
  const secrets = [{ v1: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }]
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330 }
  t.strictSame(signedHeaders({ ...message, body: new TextEncoder().encode('{"test": 2432232314}') }, secrets, false), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

t.test('the library verifies a request with each of two secrets, and refuses changed bytes', async t => {
  const [current, previous, other] = [newSecret(), newSecret(), newSecret()]
  const timestamp = Math.floor(Date.now() / 1000)
  const headers = signedHeaders({ id: 'x', timestamp, body }, [current, previous], true)
  const received = Buffer.from(body)
  for (const { v1 } of [current, previous]) {
    t.strictSame(new Webhook(v1).verify(received, headers), { type: 'article.published', title: 'Fähre' })
  }
  t.throws(() => new Webhook(other.v1).verify(received, headers), /No matching signature/)
  t.throws(() => new Webhook(current.v1).verify(Buffer.from(`${received} `), headers), /No matching signature/)
  t.throws(() => new Webhook(current.v1).verify(received, { ...headers, 'webhook-id': 'y' }), /No matching signature/)
})

t.test('a signature v1a is verified by the public key', async t => {
  const secret = newSecret()
  const headers = signedHeaders({ id: 'x', timestamp: 1, body }, [secret], true)
  const [v1 = '', v1a = '', ...others] = headers['webhook-signature'].split(' ')
  t.match(v1, /^v1,[\w+/]{43}=$/)
  t.match(v1a, /^v1a,[\w+/]{86}==$/)
  t.strictSame(others, [])
  const publicKey = secret.v1a?.publicKey ?? ''
  t.match(publicKey, /^whpk_[\w+/]{43}=$/)
  t.match(secret.v1, /^whsec_[\w+/]{43}=$/)
  const content = `x.1.${Buffer.from(body)}`
  t.ok(verifies(content, publicKey, v1a))
  t.notOk(verifies(`${content} `, publicKey, v1a))
  t.notOk(verifies(content, newSecret().v1a?.publicKey ?? '', v1a))
  t.notOk(signedHeaders({ id: 'x', timestamp: 1, body }, [secret], false)['webhook-signature'].includes('v1a'))
})

t.test('signs with the ed25519 key of RFC 8032, section 7.1, test 2', async t => {
  const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex')
  const publicKey = Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex')
  const v1a = { secretKey: `whsk_${seed.toString('base64')}`, publicKey: `whpk_${publicKey.toString('base64')}` }
  const headers = signedHeaders({ id: 'x', timestamp: 1, body }, [{ ...newSecret(), v1a }], true)
  const [, signature = ''] = headers['webhook-signature'].split(' ')
  t.ok(verifies(`x.1.${Buffer.from(body)}`, v1a.publicKey, signature))
})
