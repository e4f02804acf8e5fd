import type { Block, ListItem } from '../../src/domain/body/block.ts'
import type { Inline } from '../../src/domain/body/inline.ts'
import { legible } from '../../src/domain/text/legible-text.ts'
import { fc } from '../property.ts'

const signs = [
  '*',
  '**',
  '_',
  '~',
  '~~',
  '`',
  '``',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '!',
  '#',
  '-',
  '+',
  '=',
  '|',
  '\\',
  '\\',
  '&',
  ':',
  '"',
  '.',
  ')',
  '1.',
  '  ',
  '    ',
  '\t',
  ' ',
  ' ',
  'a',
  'b',
  'word',
  'Wörter',
  '漢字',
  '😀',
  'א',
  '\u00a0',
  '&amp;',
  '<b>',
  '</u>',
  '<!--',
  'https://e.org/x',
  'www.e.org',
  'me@e.org',
  '[^1]',
  '[x]',
  '[ ]',
  '---',
  '***',
  '\u0000',
  '\ud800',
  '\r',
  '~~~',
  '$',
  '{',
  '}',
  '%',
  '\u200b',
  '﻿',
]

const word = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...signs) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
)

export const text = fc.array(word, { maxLength: 7 }).map(words => words.join('').replaceAll('\n', ' '))

const lines = fc.array(text, { minLength: 1, maxLength: 2 }).map(some => some.join('\n'))

const flag = fc.option(fc.constant(true as const), { nil: undefined, freq: 3 })

const link = fc.option(
  fc.record({
    href: fc.constantFrom('https://e.org/', 'https://e.org/a(b)?c=%3Cd%3E&e*f_g', '#x', 'mailto:a@e.org'),
    title: fc.option(text, { nil: undefined }),
  }),
  { nil: undefined, freq: 4 },
)

const run: fc.Arbitrary<Inline> = fc
  .record({
    text: lines,
    strong: flag,
    emphasis: flag,
    strikethrough: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    link,
  })
  .map(({ link, ...marks }) => ({
    ...marks,
    ...(link && { link: link.title === undefined ? { href: link.href } : { href: link.href, title: link.title } }),
  }))

export const inlines = fc.array(run, { maxLength: 4 })

const cells = (header: boolean) =>
  inlines
    .filter(one => !one.some(run => run.code && legible(run.text).includes('\\|')))
    .map(content => ({ content, header, colspan: 1, rowspan: 1 }))

const table = fc.integer({ min: 1, max: 3 }).chain(width =>
  fc.record({
    type: fc.constant('table' as const),
    rows: fc
      .tuple(
        fc.array(cells(true), { minLength: width, maxLength: width }),
        fc.array(fc.array(cells(false), { minLength: width, maxLength: width }), { maxLength: 2 }),
      )
      .map(([head, rows]) => [head, ...rows].map(row => ({ cells: row }))),
  }),
)

const leaf: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('paragraph'), content: inlines }),
  fc.constant({ type: 'divider' }),
  fc.record({ type: fc.constant('code'), text: lines }),
  fc.record({ type: fc.constant('code'), text: lines, language: text.filter(one => one.trim() !== '') }),
  fc.record({
    type: fc.constant('image'),
    image: fc.record({ url: fc.constant('https://e.org/i.jpg'), alt: text, variants: fc.constant<never[]>([]) }),
  }),
  table,
)

type Shapes = { block: Block; blocks: Block[]; item: ListItem }

/** Any nested blocks that Markdown has syntax for. */
export const { blocks } = fc.letrec<Shapes>(tie => ({
  block: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'nesting' },
    leaf,
    fc.record({ type: fc.constant('list'), ordered: fc.constant(false), items: some(tie('item')) }),
    fc.record({
      type: fc.constant('list'),
      ordered: fc.constant(true),
      start: fc.integer({ min: 0, max: 999_999_990 }),
      items: some(tie('item')),
    }),
    fc.record({ type: fc.constant('quote'), blocks: tie('blocks') }),
  ),
  blocks: fc.array(tie('block'), { maxLength: 3, depthIdentifier: 'nesting' }),
  item: fc.record({ content: inlines, blocks: tie('blocks') }),
}))

function some<One>(one: fc.Arbitrary<One>): fc.Arbitrary<One[]> {
  return fc.array(one, { minLength: 1, maxLength: 3 })
}
