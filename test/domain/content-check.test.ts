import t from 'tap'
import type { Block } from '../../src/domain/body/block.ts'
import { type Checkable, checkContent } from '../../src/domain/content/check.ts'
import { blockDepth } from '../../src/domain/content/tidy.ts'
import { headed, lead, paragraph } from './sample.ts'

function faults(more: Partial<Checkable>): string[] {
  return checkContent({ keyTakeaways: [], sections: [], footnotes: [], ...more }).map(
    ({ pointer, code }) => `${code} ${pointer}`,
  )
}

const inLead = (...blocks: Block[]) => faults({ sections: [{ level: 1, blocks }] })
const other = (...blocks: Block[]): Block => ({ type: 'other', kind: 'poll', blocks, data: {} })
const image = (url: string) => ({ url, variants: [] })
const linked = (href: string) => [{ text: 'x', link: { href } }]

t.test('checkContent finds no fault in valid content', async t => {
  const blocks: Block[] = [
    { type: 'paragraph', content: [{ text: 'x', footnote: 'fn-1' }, ...linked('#who-pays')] },
    other({ type: 'quote', blocks: [other(paragraph('y'))] }),
    { type: 'image', image: image('https://x.example/a.jpg'), link: 'mailto:desk@example.org' },
  ]
  t.strictSame(
    faults({
      canonicalUrl: 'https://x.example/',
      sections: [{ level: 1, anchor: 'lead', blocks }, headed('Who pays')],
      footnotes: [{ anchor: 'fn-1', blocks: [] }],
    }),
    [],
  )
})

t.test('checkContent refuses blocks that are nested too deep', async t => {
  const deep = (depth: number) => {
    let block = paragraph('x')
    for (let level = 1; level < depth; level += 1) block = { type: 'quote', blocks: [block] }
    return block
  }
  t.strictSame(inLead(deep(blockDepth)), [])
  t.strictSame(inLead(paragraph('x'), deep(blockDepth + 1)), [
    `too-large /sections/0/blocks/1${'/blocks/0'.repeat(blockDepth)}`,
  ])
  t.equal(inLead(deep(100_000)).length, 1)
})

t.test('checkContent refuses an `other` that is empty or directly in an `other`', async t => {
  t.strictSame(inLead(other()), ['too-small /sections/0/blocks/0/blocks'])
  t.strictSame(inLead(other(paragraph('x'), other(paragraph('y')))), ['invalid /sections/0/blocks/0/blocks/1'])
})

t.test('checkContent checks every address in the content', async t => {
  const script = 'javascript:alert(1)'
  const cell = { content: linked(script), header: false, colspan: 1, rowspan: 1 }
  const item = { content: linked('relative'), blocks: [paragraph('ok'), other()] }
  t.strictSame(
    faults({
      canonicalUrl: 'mailto:desk@example.org',
      image: { ...image(script), variants: [{ url: script, width: 1 }] },
      keyTakeaways: [{ content: linked(script) }],
      sections: [
        lead('x'),
        {
          heading: 'y',
          headingContent: linked(script),
          level: 2,
          blocks: [
            { type: 'paragraph', content: linked('article:1') },
            { type: 'list', ordered: false, items: [item] },
            { type: 'quote', blocks: [], sourceUrl: script },
            { type: 'image', image: { ...image('a'), caption: linked(script) }, link: script },
            { type: 'gallery', images: [image('data:,')], caption: linked(script) },
            { type: 'table', caption: linked(script), rows: [{ cells: [cell] }] },
            { type: 'media', kind: 'audio', url: script, poster: image(script), caption: linked(script) },
            { type: 'embed', url: script, thumbnail: script },
          ],
        },
      ],
      footnotes: [{ anchor: 'a', blocks: [{ type: 'paragraph', content: linked(script) }] }],
    }),
    [
      '/canonicalUrl',
      '/image/url',
      '/image/variants/0/url',
      '/keyTakeaways/0/content/0/link/href',
      '/sections/1/headingContent/0/link/href',
      '/sections/1/blocks/0/content/0/link/href',
      '/sections/1/blocks/1/items/0/content/0/link/href',
      '/sections/1/blocks/1/items/0/blocks/1/blocks',
      '/sections/1/blocks/2/sourceUrl',
      '/sections/1/blocks/3/image/url',
      '/sections/1/blocks/3/image/caption/0/link/href',
      '/sections/1/blocks/3/link',
      '/sections/1/blocks/4/images/0/url',
      '/sections/1/blocks/4/caption/0/link/href',
      '/sections/1/blocks/5/caption/0/link/href',
      '/sections/1/blocks/5/rows/0/cells/0/content/0/link/href',
      '/sections/1/blocks/6/url',
      '/sections/1/blocks/6/poster/url',
      '/sections/1/blocks/6/caption/0/link/href',
      '/sections/1/blocks/7/url',
      '/sections/1/blocks/7/thumbnail',
      '/footnotes/0/blocks/0/content/0/link/href',
    ].map(pointer => `${pointer.endsWith('/blocks/1/blocks') ? 'too-small' : 'invalid'} ${pointer}`),
  )
})

t.test('checkContent checks the position of the lead, levels, anchors and footnotes', async t => {
  t.strictSame(faults({ sections: [headed('a'), lead('x')] }), ['required /sections/1'])
  t.strictSame(faults({ sections: [{ level: 2, blocks: [] }] }), ['invalid /sections/0/level'])
  t.strictSame(faults({ sections: [{ heading: 'a', level: 1, blocks: [] }] }), ['invalid /sections/0/level'])
  t.strictSame(faults({ sections: [{ ...headed('a'), anchor: 'lead' }] }), ['invalid /sections/0/anchor'])
  t.strictSame(
    faults({
      sections: [
        { ...headed('a'), anchor: 'a' },
        { ...headed('b'), anchor: 'a' },
      ],
      footnotes: [{ anchor: 'a', blocks: [] }],
    }),
    ['invalid /sections/1/anchor', 'invalid /footnotes/0/anchor'],
  )
  t.strictSame(inLead({ type: 'paragraph', content: [{ text: '1', footnote: 'fn-9' }] }), [
    'invalid /sections/0/blocks/0/content/0/footnote',
  ])
})
