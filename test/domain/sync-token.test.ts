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

t.test('a token says what it was made of', async t => {
  const walking = { ...state, place: { walk: positionOf(row(7)), from: { at, id: numberedId(1) } } }
  const begun = { ...state, place: { walk: { seq: 0, mark: '' } } }
  for (const one of [state, walking, begun]) {
    const text = encodeToken(one)
    t.match(text, /^[\w-]+$/)
    t.strictSame(decodeToken(text, query), one)
  }
})

t.test('a token of today is read for ever', async t => {
  const made =
    '6zUQf3sib2YiOiJzeW5jIiwidiI6MSwicXVlcnkiOnsidGFnIjpbIngiXX0sIm1lYW5pbmciOiJhYmMiLCJwbGFjZSI6eyJsb2ciOnsic2VxIjo3LCJtYXJrIjoiX19fX19fIn19fQ'
  hasMembers(t, decodeToken(made, query), { query: { tag: ['x'] }, meaning: 'abc', place: { log: { seq: 7 } } })
})

t.test('what is no token is token-invalid, one of another version asks for a full sync', async t => {
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

t.test('the rows behind a position, where the log leads on from it', async t => {
  const position = positionOf(row(7))
  t.strictSame(rowsAfter(position, [row(7), row(8)], 8), [row(8)])
  t.strictSame(rowsAfter(position, [row(7)], 7), [])
  t.strictSame(rowsAfter({ seq: 7, mark: '' }, [row(7)], 7), [], 'its own row was pruned when it was noted')
  t.strictSame(rowsAfter(position, [row(8)], 8), [row(8)], 'its own row is pruned')
  t.strictSame(rowsAfter(position, [], 7), [], 'all are pruned, and none came')
  t.strictSame(rowsAfter({ seq: 0, mark: '' }, [row(1)], 1), [row(1)])
  const full = 'full-sync-required'
  t.equal(
    codeOf(() => rowsAfter(position, [row(9)], 9)),
    full,
    'pruned further',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [], 9)),
    full,
    'pruned whole',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [], 6)),
    full,
    'a log that is behind',
  )
  t.equal(
    codeOf(() => rowsAfter(position, [{ ...row(7), articleId: numberedId(1) }], 7)),
    full,
    'another log',
  )
})

t.test('a meaning differs where the terms do, and not where they are named in another order', async t => {
  t.equal(meaningOf({}), '')
  t.equal(meaningOf({ tag: ['a', 'b'] }), meaningOf({ tag: ['b', 'a'] }))
  const all = [{}, { tag: [] }, { tag: ['a'] }, { category: ['a'] }, { category: ['a'], tag: ['a'] }].map(meaningOf)
  t.equal(new Set(all).size, all.length)
})
