import t from 'tap'
import { z } from 'zod'
import { AppError } from '../../src/domain/error.ts'
import { seal, unseal } from '../../src/domain/page/opaque.ts'
import { decodeToken, encodeToken, meaningOf, positionOf, rowsAfter } from '../../src/domain/sync/token.ts'
import { hasMembers } from '../has-members.ts'
import { numberedId } from './sample.ts'

const at = '2026-11-22T09:00:00Z'
const query = z.strictObject({ tag: z.array(z.string()).optional() })
const row = (seq: number) => ({ seq, at, articleId: numberedId(seq) })
const state = { query: { tag: ['x'] }, meaning: 'abc', place: { log: positionOf(row(7)) } }

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof AppError ? error.code : String(error)
  }
}

t.test('decodeToken returns the values that encodeToken encoded', async t => {
  const walking = { ...state, place: { walk: positionOf(row(7)), from: { at, id: numberedId(1) } } }
  const begun = { ...state, place: { walk: { seq: 0, mark: '' } } }
  for (const one of [state, walking, begun]) {
    const text = encodeToken(one)
    t.match(text, /^[\w-]+$/)
    t.strictSame(decodeToken(text, query), one)
  }
})

t.test('a token of the current format stays readable', async t => {
  const made =
    '6zUQf3sib2YiOiJzeW5jIiwidiI6MSwicXVlcnkiOnsidGFnIjpbIngiXX0sIm1lYW5pbmciOiJhYmMiLCJwbGFjZSI6eyJsb2ciOnsic2VxIjo3LCJtYXJrIjoiX19fX19fIn19fQ'
  hasMembers(t, decodeToken(made, query), { query: { tag: ['x'] }, meaning: 'abc', place: { log: { seq: 7 } } })
})

t.test('an invalid token is token-invalid, and a token of another version is full-sync-required', async t => {
  const text = encodeToken(state)
  for (const broken of [
    '',
    'x',
    text.slice(1),
    text.slice(0, -1),
    `${text}A`,
    seal('x'),
    seal(null),
    seal({ of: 'articles' }),
  ]) {
    t.equal(
      codeOf(() => decodeToken(broken, query)),
      'token-invalid',
      broken,
    )
  }
  const known = Object(unseal(text))
  for (const other of [{ v: 2 }, { place: {} }, { query: { page: 1 } }, { place: { log: { seq: -1, mark: '' } } }]) {
    t.equal(
      codeOf(() => decodeToken(seal({ ...known, ...other }), query)),
      'full-sync-required',
      JSON.stringify(other),
    )
  }
})

t.test('rowsAfter returns the rows after a position if the log still continues from it', async t => {
  const position = positionOf(row(7))
  t.strictSame(rowsAfter(position, [row(7), row(8)], 8), [row(8)])
  t.strictSame(rowsAfter(position, [row(7)], 7), [])
  t.strictSame(
    rowsAfter({ seq: 7, mark: '' }, [row(7)], 7),
    [],
    'the row of the position was already pruned when the position was recorded',
  )
  t.strictSame(rowsAfter(position, [row(8)], 8), [row(8)], 'the row of the position is pruned')
  t.strictSame(rowsAfter(position, [], 7), [], 'all rows are pruned, and none was added')
  t.strictSame(rowsAfter({ seq: 0, mark: '' }, [row(1)], 1), [row(1)])
  const full = 'full-sync-required'
  t.equal(
    codeOf(() => rowsAfter(position, [row(9)], 9)),
    full,
    'a later row is pruned too',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [], 9)),
    full,
    'all rows are pruned, and some were added',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [], 6)),
    full,
    'the log ends before the position',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [{ ...row(7), articleId: numberedId(1) }], 7)),
    full,
    'the row belongs to another log',
  )
})

t.test('meaningOf differs for different terms, and is equal for another order of terms', async t => {
  t.equal(meaningOf({}), '')
  t.equal(meaningOf({ tag: ['a', 'b'] }), meaningOf({ tag: ['b', 'a'] }))
  const all = [{}, { tag: [] }, { tag: ['a'] }, { category: ['a'] }, { category: ['a'], tag: ['a'] }].map(meaningOf)
  t.equal(new Set(all).size, all.length)
})
