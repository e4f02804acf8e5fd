import t from 'tap'
import { z } from 'zod'
import { AppError } from '../../src/domain/error.ts'
import { articlePlace, decodeCursor, encodeCursor, matchCursor } from '../../src/domain/page/cursor.ts'
import { fc } from '../property.ts'
import { numberedId } from './sample.ts'

const shape = { query: z.strictObject({ tag: z.array(z.string()).optional() }), place: articlePlace }
const place = { at: '2026-11-22T09:00:00Z', id: numberedId(1) }
const cursor = { of: 'articles', query: { tag: ['a'] }, limit: 20, back: false, place }

t.test('decodeCursor returns the values that encodeCursor encoded', async () => {
  const tags = fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 })
  fc.assert(
    fc.property(tags, fc.integer({ min: 1, max: 100 }), fc.boolean(), (tag, limit, back) => {
      const made = { ...cursor, query: { tag: tag.map(one => one.toWellFormed()) }, limit, back }
      const text = encodeCursor(made)
      t.match(text, /^[\w-]+$/)
      t.strictSame(decodeCursor(text, 'articles', shape), made)
    }),
    { numRuns: 50 },
  )
})

t.test('a cursor with any change is cursor-invalid', async () => {
  const text = encodeCursor(cursor)
  const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ %é')
  fc.assert(
    fc.property(fc.nat(text.length - 1), letter, (at, other) => {
      fc.pre(text[at] !== other)
      t.equal(codeOf(`${text.slice(0, at)}${other}${text.slice(at + 1)}`), 'cursor-invalid')
    }),
    { numRuns: 200 },
  )
  for (const broken of [
    '',
    'x',
    text.slice(1),
    text.slice(0, -1),
    `${text}A`,
    `${text}=`,
    ` ${text}`,
    'A'.repeat(100_000),
  ]) {
    t.equal(codeOf(broken), 'cursor-invalid', broken.slice(0, 20))
  }
})

t.test('arbitrary text as a cursor is cursor-invalid', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => t.equal(codeOf(text), 'cursor-invalid')),
    { numRuns: 100 },
  )
})

t.test('a well-formed cursor with invalid values is cursor-invalid', async t => {
  const forged = [
    { ...cursor, limit: 0 },
    { ...cursor, limit: 101 },
    { ...cursor, query: { other: 1 } },
    { ...cursor, place: { at: 'yesterday', id: 'x' } },
    { ...cursor, place: null },
  ]
  for (const one of forged) t.equal(codeOf(encodeCursor(one)), 'cursor-invalid')
})

t.test('a cursor of another collection is cursor-mismatch', async t => {
  t.equal(codeOf(encodeCursor({ ...cursor, of: 'tags' })), 'cursor-mismatch')
})

t.test('parameters sent with a cursor must repeat its values', async t => {
  matchCursor(cursor.query, {})
  matchCursor(cursor.query, { tag: ['a'], limit: undefined })
  t.throws(() => matchCursor(cursor.query, { tag: ['b'] }), { code: 'cursor-mismatch', faults: [{ name: 'tag' }] })
  t.throws(() => matchCursor(cursor.query, { language: ['de'] }), { code: 'cursor-mismatch' })
})

function codeOf(text: string): string {
  try {
    decodeCursor(text, 'articles', shape)
    return 'none'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
