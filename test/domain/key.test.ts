import t from 'tap'
import { type ApiKey, formatKey, isBrokenKey, keyBytes, keyFault, keyPrefix } from '../../src/domain/access/key.ts'
import { fc } from '../property.ts'
import { numberedId } from './sample.ts'

const bytes = fc.uint8Array({ minLength: keyBytes, maxLength: keyBytes })

t.test('formatKey: every key has the shape that secret scanners find and is not broken', async t => {
  fc.assert(
    fc.property(bytes, secret => {
      const key = formatKey(secret)
      return /^offp_[0-9A-Za-z]{49}$/.test(key) && !isBrokenKey(key)
    }),
  )
  t.equal(formatKey(new Uint8Array(keyBytes)), `offp_${'0'.repeat(43)}2CZclj`)
  t.equal(keyPrefix(formatKey(new Uint8Array(keyBytes))), 'offp_0000')
})

t.test('isBrokenKey: detects an incomplete or mistyped key, and ignores other secrets', async t => {
  const alphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
  fc.assert(
    fc.property(bytes, fc.nat(48), fc.constantFrom(...alphabet), (secret, place, letter) => {
      const key = formatKey(secret)
      const at = 5 + place
      const other = key.slice(0, at) + letter + key.slice(at + 1)
      return other === key || isBrokenKey(other)
    }),
  )
  const key = formatKey(new Uint8Array(keyBytes).fill(7))
  for (const broken of [key.slice(0, -1), `${key}0`, 'offp_', key.replace('offp_', 'offp_-')]) t.ok(isBrokenKey(broken))
  t.notOk(isBrokenKey('another-kind-of-secret'))
})

t.test('keyFault: a key is revoked at once and expires at its second', async t => {
  const key: ApiKey = {
    id: numberedId(1),
    name: 'x',
    prefix: 'offp_0000',
    scopes: [],
    createdAt: '2026-01-01T00:00:00Z',
  }
  const expiring = { ...key, expiresAt: '2026-11-22T12:00:00Z' }
  t.equal(keyFault(key, '9999-12-31T23:59:59Z'), undefined)
  t.equal(keyFault(expiring, '2026-11-22T11:59:59Z'), undefined)
  t.equal(keyFault(expiring, '2026-11-22T12:00:00Z'), 'expired')
  t.equal(keyFault({ ...expiring, revokedAt: '2026-01-02T00:00:00Z' }, '2026-11-22T12:00:00Z'), 'revoked')
})
