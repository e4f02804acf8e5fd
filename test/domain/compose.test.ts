import t from 'tap'
import { blocksText } from '../../src/domain/body/word-count.ts'
import { compose } from '../../src/domain/content/compose.ts'
import type { Content } from '../../src/domain/content/content.ts'
import type { Manuscript, ManuscriptSection } from '../../src/domain/content/manuscript.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'
import { headed, lead, manuscript, numberedId, numberedIds, paragraph } from './sample.ts'

const newId = numberedIds()
const noTerms = { tagIds: [], authorIds: [] }

function composed(more: Partial<Manuscript>, previous?: Content, taken: Record<string, string> = {}): Content {
  return compose(manuscript(more), noTerms, { articleId: numberedId(1), previous, owner: slug => taken[slug], newId })
    .content
}

function revised(before: ManuscriptSection[], after: ManuscriptSection[]): { before: Content; after: Content } {
  const first = composed({ sections: before })
  return { before: first, after: composed({ sections: after }, first) }
}

const idOf = (content: Content, heading: string | undefined) =>
  content.sections.find(section => section.heading === heading)?.id
const outline = (content: Content) => content.sections.map(({ anchor, formerAnchors }) => [anchor, ...formerAnchors])

t.test('compose adds ids, anchors, parents, direction and slug to a manuscript', async t => {
  const ids = numberedIds('01930001')
  const { content, notes } = compose(
    manuscript({
      summary: 'Two boats.',
      keyTakeaways: [{ content: [{ text: 'Two ' }, { text: 'boats' }], origin: 'authored' }],
      sections: [
        lead('It is so.'),
        headed('Who pays', 'The trust.'),
        { heading: 'And when', level: 3, blocks: [] },
        headed('Lead'),
      ],
    }),
    { categoryId: numberedId(50), tagIds: [numberedId(51), numberedId(51)], authorIds: [] },
    { articleId: numberedId(1), owner: () => undefined, newId: ids },
  )
  t.strictSame(notes, [])
  t.strictSame(JSON.parse(JSON.stringify(content)), {
    slug: 'harbour-trust-buys-two-electric-ferries',
    title: 'Harbour Trust buys two electric ferries',
    summary: 'Two boats.',
    language: 'en',
    direction: 'ltr',
    categoryId: numberedId(50),
    tagIds: [numberedId(51)],
    authorIds: [],
    custom: {},
    publishedPrecision: 'instant',
    keyTakeaways: [{ id: numberedId(5, '01930001'), content: [{ text: 'Two boats' }], origin: 'authored' }],
    sections: [
      { id: numberedId(1, '01930001'), anchor: 'lead', level: 1, formerAnchors: [], blocks: [paragraph('It is so.')] },
      {
        id: numberedId(2, '01930001'),
        anchor: 'who-pays',
        heading: 'Who pays',
        level: 2,
        formerAnchors: [],
        blocks: [paragraph('The trust.')],
      },
      {
        id: numberedId(3, '01930001'),
        anchor: 'and-when',
        heading: 'And when',
        level: 3,
        formerAnchors: [],
        blocks: [],
        parentAnchor: 'who-pays',
      },
      { id: numberedId(4, '01930001'), anchor: 'lead-2', heading: 'Lead', level: 2, formerAnchors: [], blocks: [] },
    ],
    footnotes: [],
  })
})

t.test('compose changes and reports a taken slug, and keeps the slug of previous content', async t => {
  const context = { articleId: numberedId(1), owner: (slug: string) => (slug === 'ferry' ? 'de' : undefined), newId }
  const first = compose(manuscript({ title: 'Ferry' }), noTerms, context)
  t.equal(first.content.slug, 'ferry-en')
  t.strictSame(
    first.notes.map(note => note.code),
    ['slug-changed'],
  )
  const again = compose(manuscript({ title: 'Ferries' }), noTerms, { ...context, previous: first.content })
  t.equal(again.content.slug, 'ferry-en')
  t.strictSame(again.notes, [])
  t.equal(composed({ title: '…', slug: '!' }).slug, 'article')
  t.equal(composed({ slug: 'Own Slug' }).slug, 'own-slug')
})

t.test('sections with the same heading keep id and anchor when they move or their text changes', async t => {
  const { before, after } = revised(
    [lead('x'), headed('Who pays', 'a'), headed('When', 'b'), headed('Why', 'c')],
    [lead('y'), headed('Why', 'other'), headed('New', 'n'), headed('Who pays', 'words')],
  )
  for (const heading of [undefined, 'Why', 'Who pays']) t.equal(idOf(after, heading), idOf(before, heading))
  t.strictSame(outline(after), [['lead'], ['why'], ['new'], ['who-pays']])
  t.notOk(before.sections.some(section => section.id === idOf(after, 'New')))
})

t.test(
  'a section with a new heading and the same text keeps its id, and its old anchor becomes a former anchor',
  async t => {
    const text = 'The trust pays forty-one million over six years from its reserves.'
    const { before, after } = revised([headed('Who pays', text)], [headed('Who is paying', text)])
    t.equal(idOf(after, 'Who is paying'), idOf(before, 'Who pays'))
    t.strictSame(outline(after), [['who-is-paying', 'who-pays']])
    const third = composed({ sections: [headed('The bill', text)] }, after)
    t.strictSame(outline(third), [['the-bill', 'who-is-paying', 'who-pays']])
    const back = composed({ sections: [headed('Who pays', text)] }, third)
    t.strictSame(outline(back), [['who-pays', 'the-bill', 'who-is-paying']])
    t.equal(idOf(back, 'Who pays'), idOf(before, 'Who pays'))
  },
)

t.test('a section with a new heading keeps its id if its text is similar, not if it is very different', async t => {
  const { before, after } = revised(
    [headed('Who pays', 'The trust pays forty-one million over six years'), headed('When', 'They sail in spring')],
    [headed('Paying', 'The trust pays forty-two million over six years'), headed('Crew', 'Nine sailors learn it all')],
  )
  t.equal(idOf(after, 'Paying'), idOf(before, 'Who pays'))
  t.strictSame(outline(after), [['paying', 'who-pays'], ['crew']])
})

t.test('sections with new headings are matched by equal text, however far they moved', async t => {
  const numbers = Array.from({ length: 60 }, (_, number) => number)
  const before = numbers.map(number => headed(`Old ${number}`, `words ${number}`))
  const after = numbers.map(number => headed(`New ${number}`, `words ${number}`)).reverse()
  const content = revised(before, after)
  const kept = content.after.sections.map(section => section.id).reverse()
  t.strictSame(
    kept,
    content.before.sections.map(section => section.id),
  )
})

t.test('sections are matched by text in scripts without spaces', async t => {
  const { before, after } = revised(
    [headed('谁付钱', '港口基金会将在六年内支付四千一百万欧元购买两艘电动渡轮'), headed('时间', '春天开航')],
    [headed('费用', '港口基金会将在六年内支付四千二百万欧元购买两艘电动渡轮'), headed('船员', '九名水手学习驾驶')],
  )
  t.equal(idOf(after, '费用'), idOf(before, '谁付钱'))
  t.not(idOf(after, '船员'), idOf(before, '时间'))
})

t.test('sections with equal headings are matched by text, then by order', async t => {
  const { before, after } = revised(
    [headed('Notes', 'one'), headed('Notes', 'two'), headed('Notes', 'three')],
    [headed('Notes', 'two'), headed('Notes', 'four')],
  )
  t.strictSame(outline(before), [['notes'], ['notes-2'], ['notes-3']])
  t.strictSame(outline(after), [['notes-2'], ['notes']])
})

t.test('the anchor of a removed section is free, and a section that is added again has a new id', async t => {
  const { before, after } = revised([headed('Who pays', 'a'), headed('When', 'b')], [headed('When', 'b')])
  const again = composed({ sections: [headed('When', 'b'), headed('Who pays', 'a')] }, after)
  t.not(idOf(again, 'Who pays'), idOf(before, 'Who pays'))
  t.strictSame(outline(again), [['when'], ['who-pays']])
})

t.test('a former anchor ends when another section uses it', async t => {
  const text = 'The trust pays forty-one million over six years.'
  const { after } = revised(
    [headed('Who pays', text)],
    [headed('The bill', text), headed('Who pays', 'Nobody knows anything else about it at all.')],
  )
  t.strictSame(outline(after), [['who-pays'], ['the-bill']].reverse())
})

t.test('compose keeps an anchor from the source if it is free, and uses it to match the section', async t => {
  const own = (heading: string, anchor: string, text: string): ManuscriptSection => ({
    ...headed(heading, text),
    anchor,
  })
  const { before, after } = revised(
    [own('Who pays', 'Costs', 'a b c'), own('Lead story', 'lead', 'd'), own('Costs', 'costs', 'e')],
    [own('Quite new', 'costs', 'x y z')],
  )
  t.strictSame(outline(before), [['costs'], ['lead-story'], ['costs-2']])
  t.strictSame([after.sections[0]?.id, after.sections[0]?.anchor], [before.sections[0]?.id, 'costs'])
})

t.test('section anchors differ from footnote anchors', async t => {
  const footnotes = [{ anchor: 'notes', label: '1', blocks: [] }]
  t.equal(composed({ sections: [headed('Notes')], footnotes }).sections[0]?.anchor, 'notes-2')
})

t.test('text without a heading joins the section before it, and levels are limited to those of headings', async t => {
  const content = composed({
    sections: [
      lead(),
      { heading: 'A', level: 1, blocks: [] },
      lead('b'),
      { heading: ' ', level: 9, blocks: [paragraph('c')] },
      { heading: 'D', level: 9, blocks: [] },
    ],
  })
  t.strictSame(
    content.sections.map(({ anchor, level, blocks }) => [anchor, level, blocksText(blocks)]),
    [
      ['a', 2, 'b\nc'],
      ['d', 6, ''],
    ],
  )
})

t.test('takeaways keep their ids by equal text first, then by position', async t => {
  const takeaway = (text: string) => ({ content: [{ text }], origin: 'authored' as const })
  const first = composed({ keyTakeaways: ['a', 'b', 'c', 'a'].map(takeaway) })
  const [a, b, c, a2] = first.keyTakeaways.map(one => one.id)
  const second = composed({ keyTakeaways: ['c', 'b!', 'a', 'new', 'more'].map(takeaway) }, first)
  const ids = second.keyTakeaways.map(one => one.id)
  t.strictSame(ids.slice(0, 4), [c, b, a, a2])
  t.equal(new Set([...ids, a, b, c, a2]).size, 5)
})

t.test('a takeaway at the position of a moved one has a new id', async t => {
  const takeaway = (text: string) => ({ content: [{ text }], origin: 'authored' as const })
  const first = composed({ keyTakeaways: ['a', 'b'].map(takeaway) })
  const second = composed({ keyTakeaways: ['new', 'a'].map(takeaway) }, first)
  t.equal(second.keyTakeaways[1]?.id, first.keyTakeaways[0]?.id)
  t.notOk(first.keyTakeaways.some(one => one.id === second.keyTakeaways[0]?.id))
})

t.test('a takeaway refers to the new anchor of its section, and to none after the section is removed', async t => {
  const text = 'The trust pays forty-one million over six years.'
  const keyTakeaways = [{ content: [{ text: 'a' }], origin: 'authored' as const }]
  const first = composed({ keyTakeaways, sections: [headed('Who pays', text)] })
  const summed = { ...first, keyTakeaways: first.keyTakeaways.map(one => ({ ...one, sectionAnchor: 'who-pays' })) }
  const second = composed({ keyTakeaways, sections: [headed('The bill', text)] }, summed)
  t.equal(second.keyTakeaways[0]?.sectionAnchor, 'the-bill')
  t.notOk('sectionAnchor' in (composed({ keyTakeaways }, second).keyTakeaways[0] ?? {}))
})

t.test('compose repairs surrogates, nulls, prototype keys and sizes that cannot be delivered', async t => {
  const custom = JSON.parse('{"__proto__":{"admin":true},"a":null,"b":[1,null,"\\ud800"],"constructor":{"c":null}}')
  const image = { url: 'https://x.example/ä.jpg', width: 0, height: 2.5, variants: [{ url: 'javascript:1', width: 5 }] }
  const content = composed({ title: 'A \ud800 title', custom, image, canonicalUrl: '/relative' })
  t.equal(content.title, 'A \ufffd title')
  t.equal(JSON.stringify(content.custom), '{"b":[1,"\ufffd"],"constructor":{}}')
  t.strictSame(content.image, { url: 'https://x.example/%C3%A4.jpg', variants: [] })
  t.equal(content.canonicalUrl, undefined)
})

const someSection = fc.record<ManuscriptSection>(
  {
    heading: fc.constantFrom('Lead', 'Notes', 'notes', 'Who pays', '…', '', 'section 2', 'Notes 2', 'constructor'),
    level: fc.integer({ min: 1, max: 6 }),
    anchor: fc.constantFrom('lead', 'notes', 'x', '', 'section'),
    blocks: fc.array(fc.constantFrom(...['one two', 'three four five', 'six'].map(paragraph)), { maxLength: 3 }),
  },
  { requiredKeys: ['level', 'blocks'] },
)

t.test('ids and anchors are unique and every block is kept after any revisions', async t => {
  const revisions = fc.array(fc.array(someSection, { maxLength: 8 }), { minLength: 1, maxLength: 4 })
  holds(
    t,
    revisions,
    manuscripts => {
      let content: Content | undefined
      for (const sections of manuscripts) {
        content = composed({ sections }, content)
        const anchors = content.sections.flatMap(section => [section.anchor, ...section.formerAnchors])
        const ids = content.sections.map(section => section.id)
        const words = (all: readonly { blocks: ManuscriptSection['blocks'] }[]) =>
          blocksText(all.flatMap(one => one.blocks))
        if (new Set(anchors).size !== anchors.length || new Set(ids).size !== ids.length) return false
        if (words(content.sections) !== words(sections)) return false
        if (content.sections.some(({ anchor, heading }) => (anchor === 'lead') !== (heading === undefined)))
          return false
      }
      return true
    },
    300,
  )
})
