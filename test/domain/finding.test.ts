import t from 'tap'
import { z } from 'zod'
import { draft } from '../../src/domain/content/draft.ts'
import { namesIn, readValue } from '../../src/domain/input/finding.ts'
import { hasMembers } from '../has-members.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'

const names = namesIn('The body')

/** The details of the findings about a member `it` of a type. */
function said(type: z.ZodType, it?: unknown): string[] {
  const read = readValue(z.object({ it: type }), it === undefined ? {} : { it }, names)
  return 'value' in read ? [] : read.findings.map(({ detail }) => detail)
}

const paragraph = z.object({ type: z.literal('paragraph'), text: z.string() })
const image = z.object({ type: z.literal('image'), url: z.url() })

const sentences: Record<string, [type: z.ZodType, value: unknown, ...said: string[]][]> = {
  invalid_type: [
    [z.string(), 5, '"it" must be a string, not a number.'],
    [z.string(), null, '"it" must be a string, not null.'],
    [z.string(), undefined, '"it" is missing: it must be a string.'],
    [z.number(), '5', '"it" must be a number, not "5".'],
    [z.number(), true, '"it" must be a number, not true.'],
    [z.int(), 1.5, '"it" must be a whole number, not 1.5.'],
    [z.boolean(), 'yes', '"it" must be true or false, not "yes".'],
    [z.array(z.string()), 'a', '"it" must be a list, not a string.'],
    [z.array(z.string()), ['a', {}], '"it/1" must be a string, not an object.'],
    [z.object({}), [], '"it" must be an object, not a list.'],
    [z.record(z.string(), z.string()), { a: 1 }, '"it/a" must be a string, not a number.'],
    [z.never(), 1, '"it" must be left out, not a number.'],
    [z.date(), 1, '"it" must be of type date, not a number.'],
  ],
  too_small: [
    [z.string().min(1), '', '"it" must not be empty.'],
    [z.string().min(2), 'a', '"it" must have at least 2 characters, not 1.'],
    [z.string().length(2), 'a', '"it" must have exactly 2 characters, not 1.'],
    [z.array(z.int()).min(1), [], '"it" must not be empty.'],
    [z.array(z.int()).min(3), [1, 2], '"it" must have at least 3 items, not 2.'],
    [z.int().min(1), 0, '"it" must be at least 1, not 0.'],
    [z.number().gt(1), 1, '"it" must be more than 1, not 1.'],
  ],
  too_big: [
    [z.string().max(1), 'ab', '"it" must have at most 1 character, not 2.'],
    [z.array(z.int()).max(2), [1, 2, 3], '"it" must have at most 2 items, not 3.'],
    [z.number().max(1), 1.5, '"it" must be at most 1, not 1.5.'],
    [z.number().lt(1), 1, '"it" must be less than 1, not 1.'],
  ],
  invalid_format: [
    [z.url(), 'x', '"it" must be an absolute URL, not "x".'],
    [z.uuid(), '1', '"it" must be a UUID, not "1".'],
    [z.email(), 'x'.repeat(100), `"it" must be an e-mail address, not "${'x'.repeat(80)}…".`],
    [z.iso.datetime(), 'now', '"it" must be a date and time such as 2026-11-22T09:00:00Z, not "now".'],
    [z.string().startsWith('a'), 'b', '"it" must begin with "a", not "b".'],
    [z.string().endsWith('a'), 'b', '"it" must end with "a", not "b".'],
    [z.string().includes('a'), 'b', '"it" must contain "a", not "b".'],
    [z.string().regex(/^a$/), 'b', '"it" must be of the form /^a$/, not "b".'],
    [z.nanoid(), 'b', '"it" must be of the form "nanoid", not "b".'],
  ],
  not_multiple_of: [[z.number().multipleOf(5), 7, '"it" must be a multiple of 5, not 7.']],
  invalid_value: [
    [z.enum(['dmy', 'mdy']), 'x', '"it" must be one of dmy, mdy, not "x".'],
    [z.enum(['dmy', 'mdy']), {}, '"it" must be one of dmy, mdy, not an object.'],
    [z.literal('a'), 'b', '"it" must be "a", not "b".'],
    [z.literal(1), undefined, '"it" is missing: it must be 1.'],
  ],
  unrecognized_keys: [
    [
      z.strictObject({ heading: z.string().optional() }),
      { headng: '' },
      'There is no member "headng" in "it". Did you mean "heading"?',
    ],
    [
      z.strictObject({ a: z.int(), b: z.int() }),
      { a: 1, b: 2, zebra: 3 },
      'There is no member "zebra" in "it". Known members: a, b.',
    ],
    [z.strictObject({}), { a: 1 }, 'There is no member "a" in "it". No members are allowed here.'],
    [
      z.strictObject({}),
      { a: 1, b: 2 },
      'There is no member "a" in "it". No members are allowed here.',
      'There is no member "b" in "it". No members are allowed here.',
    ],
  ],
  invalid_union: [
    [z.union([z.string(), z.object({})]), 5, '"it" must be a string or an object, not a number.'],
    [z.union([z.string(), z.object({})]), undefined, '"it" is missing: it must be a string or an object.'],
    [z.union([z.string(), z.object({ name: z.string() })]), { name: 1 }, '"it/name" must be a string, not a number.'],
    [z.union([z.string().min(1), z.object({})]), '', '"it" must not be empty.'],
    [z.union([z.iso.date(), z.url()]), 'x', '"it" must be a day such as 2026-11-22 or an absolute URL, not "x".'],
    [z.union([z.literal('a'), z.int()]), 'b', '"it" must be "a" or a number, not "b".'],
    [
      z.discriminatedUnion('type', [paragraph, image]),
      { type: 'imgae' },
      '"it/type" must be one of paragraph, image, not "imgae".',
    ],
    [z.discriminatedUnion('type', [paragraph, image]), {}, '"it/type" is missing: it must be one of paragraph, image.'],
    [
      z.discriminatedUnion('type', [paragraph, image]),
      { type: 'image', url: 'x' },
      '"it/url" must be an absolute URL, not "x".',
    ],
    [z.xor([z.string(), z.string()]), 'a', '"it" must be of one form, not of several at once.'],
  ],
  invalid_key: [
    [
      z.record(z.string().max(3), z.int()),
      { abcd: 1 },
      '"it/abcd" has a name that must have at most 3 characters, not 4.',
    ],
  ],
  invalid_element: [
    [z.map(z.string(), z.int()), new Map([['a', 'b']]), '"it/a" must be a number, not "b".'],
    [z.map(z.object({}), z.int()), new Map([[{}, 'b']]), '"it" holds a value that must be a number, not "b".'],
  ],
  custom: [
    [z.string().refine(() => false), 'x', '"it" is not valid.'],
    [z.string().refine(() => false, 'must be a slug'), 'x', '"it" must be a slug, not "x".'],
    [z.string().refine(() => false, 'cannot be combined with "ids"'), 'x', '"it" cannot be combined with "ids".'],
    [z.int('must be a whole number from 1 to 9'), 'x', '"it" must be a whole number from 1 to 9, not "x".'],
    [z.int('must be a whole number from 1 to 9'), undefined, '"it" is missing: it must be a whole number from 1 to 9.'],
  ],
}

for (const [code, cases] of Object.entries(sentences)) {
  t.test(`readValue: ${code} has a one-sentence detail that states the remedy`, async t => {
    for (const [type, value, ...expected] of cases) t.strictSame(said(type, value), expected)
  })
}

t.test('readValue: findings have a path, a code and a suggestion', async t => {
  const sections = [{ blocks: [{ type: 'paragrph' }, { type: 'list', ordered: true, start: -1 }] }]
  t.strictSame(readValue(draft, { title: 'x', sections }, names), {
    findings: [
      {
        path: ['sections', 0, 'blocks', 0, 'type'],
        code: 'invalid',
        detail:
          '"sections/0/blocks/0/type" must be one of paragraph, list, quote, code, image, gallery, table, media, embed, callout, divider, other, not "paragrph".',
        suggestion: 'paragraph',
      },
      {
        path: ['sections', 0, 'blocks', 1, 'start'],
        code: 'too-small',
        detail: '"sections/0/blocks/1/start" must be at least 0, not -1.',
      },
      {
        path: ['sections', 0, 'blocks', 1, 'items'],
        code: 'required',
        detail: '"sections/0/blocks/1/items" is missing: it must be a list.',
      },
    ],
  })
  t.strictSame(readValue(draft, 'x', names), {
    findings: [{ path: [], code: 'invalid', detail: 'The body must be an object, not a string.' }],
  })
  t.strictSame(readValue(draft, undefined, names), {
    findings: [{ path: [], code: 'required', detail: 'The body is missing: it must be an object.' }],
  })
})

t.test('readValue: at most 20 findings are reported, with shortened names', async t => {
  const read = readValue(draft, { tags: Array.from({ length: 1000 }, () => 1), ['x'.repeat(9999)]: 1 }, names)
  t.equal('findings' in read && read.findings.length, 20)
  const many = Object.fromEntries(Array.from({ length: 15 }, (_, number) => [`m${number}`, 1]))
  t.equal(said(z.array(z.strictObject({})), [many, many]).length, 20)
  const [long = ''] = said(z.strictObject({}), { ['x'.repeat(9999)]: 1 })
  t.equal(long, `There is no member "${'x'.repeat(80)}…" in "it". No members are allowed here.`)
  const deep = readValue(z.record(z.string(), z.int()), { ['x'.repeat(9999)]: 'a' }, names)
  hasMembers(t, deep, { findings: [{ detail: `"${'x'.repeat(80)}…" must be a number, not "a".` }] })
})

t.test('readValue: every fault of a draft has a detail in our own wording', async t => {
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('paragraph', 'list', 'image', '2026-01-01', ''))
  const block = fc.oneof(
    leaf,
    fc.record({ type: leaf, content: leaf, items: leaf, image: leaf, blocks: leaf }, { requiredKeys: [] }),
  )
  const section = fc.oneof(
    leaf,
    fc.record({ heading: leaf, level: leaf, blocks: fc.array(block) }, { requiredKeys: [] }),
  )
  const anyDraft = fc.oneof(
    leaf,
    fc.record(
      { title: leaf, tags: leaf, publishedAt: leaf, image: leaf, rights: leaf, sections: fc.array(section) },
      { requiredKeys: [] },
    ),
  )
  holds(
    t,
    anyDraft,
    given => {
      const read = readValue(draft, given, names)
      if ('value' in read) return true
      return read.findings.every(
        ({ detail }) =>
          /^(?:The body|".*") (?:must |is missing: it must |is not valid)[^\n]*\.$/s.test(detail) &&
          !/undefined|\[object|Invalid/.test(detail.replace(/".*?"/gs, '')),
      )
    },
    200,
  )
})
