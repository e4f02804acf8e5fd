import t from 'tap'
import { type Compared, compareEditions } from '../../src/domain/article/compare-editions.ts'
import type { Block } from '../../src/domain/body/block.ts'
import type { Section } from '../../src/domain/body/section.ts'
import { hasMembers } from '../has-members.ts'
import { fc } from '../property.ts'
import { numberedId, paragraph } from './sample.ts'

function section(number: number, blocks: Block[], more: Partial<Section> = {}): Section {
  return { id: numberedId(number), anchor: `s-${number}`, level: 2, formerAnchors: [], blocks, ...more }
}

function side(more: Partial<Compared['body']> = {}, members: Compared['members'] = {}): Compared {
  return { members, body: { keyTakeaways: [], sections: [], footnotes: [], ...more } }
}

const nothing = { members: [], keyTakeaways: [], sections: [], footnotes: [] }

t.test('compareEditions finds no difference between equal states, in any order of members', async t => {
  const one = side({ sections: [section(1, [paragraph('A')])] }, { title: 'A', custom: { a: 1, b: [2] } })
  const other = side({ sections: [section(1, [paragraph('A')])] }, { custom: { b: [2], a: 1 }, title: 'A' })
  t.strictSame(compareEditions(one, other), nothing)
})

t.test('compareEditions lists changed members by name, with their values', async t => {
  const { members } = compareEditions(
    side({}, { title: 'A', summary: 'B', tags: [] }),
    side({}, { title: 'C', tags: [], image: 1 }),
  )
  t.strictSame(members, [
    { member: 'title', change: 'changed', before: 'A', after: 'C' },
    { member: 'summary', change: 'removed', before: 'B' },
    { member: 'image', change: 'added', after: 1 },
  ])
})

t.test('compareEditions matches a section by id when its heading, position or blocks change', async t => {
  const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(paragraph) as [Block, Block, Block, Block]
  const quote: Block = { type: 'divider' }
  const before = [section(1, [a]), section(2, [a, b, c]), section(3, [d])]
  const after = [section(3, [d]), section(1, [a], { heading: 'One', anchor: 'one' }), section(2, [a, d, quote, c])]
  const { sections } = compareEditions(side({ sections: before }), side({ sections: after }))
  const place = (positionBefore: number, positionAfter: number) => ({ positionBefore, positionAfter })
  hasMembers(t, sections, [
    { id: numberedId(3), change: 'moved', ...place(3, 1), blocks: [] },
    {
      id: numberedId(1),
      change: 'changed',
      before: { anchor: 's-1' },
      after: { anchor: 'one', heading: 'One' },
      blocks: [],
    },
    {
      id: numberedId(2),
      change: 'changed',
      ...place(2, 3),
      blocks: [
        { change: 'changed', before: b, after: d, ...place(2, 2) },
        { change: 'added', after: quote, positionAfter: 3 },
      ],
    },
  ])
  t.equal(sections.length, 3)
})

t.test('compareEditions lists added, changed and removed sections, takeaways and footnotes', async t => {
  const takeaway = (number: number, text: string) => ({
    id: numberedId(number),
    content: [{ text }],
    origin: 'authored',
  })
  const note = (anchor: string, text: string) => ({ anchor, label: '1', blocks: [paragraph(text)] })
  const found = compareEditions(
    side({
      sections: [section(1, [paragraph('A')])],
      keyTakeaways: [takeaway(1, 'x'), takeaway(2, 'y')],
      footnotes: [note('a', 'x')],
    }),
    side({
      sections: [section(2, [])],
      keyTakeaways: [takeaway(2, 'z'), takeaway(3, 'w')],
      footnotes: [note('a', 'y')],
    }),
  )
  hasMembers(
    t,
    found.sections.map(one => [one.id, one.change, one.blocks.length]),
    [
      [numberedId(1), 'removed', 1],
      [numberedId(2), 'added', 0],
    ],
  )
  hasMembers(t, found.keyTakeaways, [
    { id: numberedId(1), change: 'removed', before: { text: 'x' } },
    { id: numberedId(2), change: 'changed', before: { text: 'y' }, after: { text: 'z' } },
    { id: numberedId(3), change: 'added', after: { text: 'w' } },
  ])
  hasMembers(t, found.footnotes, [{ anchor: 'a', change: 'changed', before: note('a', 'x'), after: note('a', 'y') }])
})

/** Applies a comparison to the earlier blocks. */
function applied(
  before: readonly Block[],
  diff: ReturnType<typeof compareEditions>,
  length: number,
): (Block | undefined)[] {
  const differences = diff.sections[0]?.blocks ?? []
  const after: (Block | undefined)[] = Array.from({ length })
  for (const { positionAfter, after: block } of differences) if (positionAfter) after[positionAfter - 1] = block
  const touched = new Set(differences.flatMap(one => one.positionBefore ?? []))
  const kept = before.filter((_, index) => !touched.has(index + 1))
  return after.map(block => block ?? kept.shift())
}

t.test('compareEditions returns changes that turn the earlier blocks into the later ones', async () => {
  const blocks = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map(paragraph), { maxLength: 12 })
  fc.assert(
    fc.property(blocks, blocks, (before, after) => {
      const diff = compareEditions(side({ sections: [section(1, before)] }), side({ sections: [section(1, after)] }))
      if (JSON.stringify(applied(before, diff, after.length)) !== JSON.stringify(after)) return false
      const said = diff.sections.flatMap(one => one.blocks)
      return said.every(one => one.change !== 'moved' || JSON.stringify(one.before) === JSON.stringify(one.after))
    }),
    { numRuns: 200 },
  )
})

t.test('compareEditions reports only the one block of 20,000 that differs', async t => {
  const many = Array.from({ length: 20_000 }, (_, index) => paragraph(`Line ${index % 500}`))
  const other = many.with(10_000, paragraph('Another'))
  const { sections } = compareEditions(side({ sections: [section(1, many)] }), side({ sections: [section(1, other)] }))
  const place = { positionBefore: 10_001, positionAfter: 10_001 }
  t.strictSame(sections[0]?.blocks, [
    { change: 'changed', ...place, before: paragraph('Line 0'), after: paragraph('Another') },
  ])
})
