import t from 'tap'
import { id, isId, shortId, urn } from '../../src/domain/id.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'

const example = '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'

t.test('isId accepts only lower-case UUIDs, of any version', async t => {
  t.ok(isId(example))
  const others = [example.toUpperCase(), `${example} `, `${example}\n`, `{${example}}`, example.replaceAll('-', ''), '']
  t.strictSame(others.filter(isId), [])
  t.notOk(id.safeParse(others[0]).success)
})

t.test('urn returns the permanent name', async t => {
  t.equal(urn(example), `urn:uuid:${example}`)
})

t.test('shortId encodes the 16 bytes as 22 characters of base64url', async t => {
  holds(t, fc.uuid(), value => {
    return shortId(value) === Buffer.from(value.replaceAll('-', ''), 'hex').toString('base64url')
  })
  t.equal(shortId(example).length, 22)
})
