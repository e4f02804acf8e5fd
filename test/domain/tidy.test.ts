import t from 'tap'
import type { Block } from '../../src/domain/body/block.ts'
import { block } from '../../src/domain/body/block.ts'
import { blocksText } from '../../src/domain/body/word-count.ts'
import { checkContent } from '../../src/domain/content/check.ts'
import { blockDepth, tidyBlocks, tidyRuns } from '../../src/domain/content/tidy.ts'
import { paragraph } from './sample.ts'

const bad = { url: 'data:image/png;base64,x', alt: 'A quay', caption: [{ text: 'At dawn' }], variants: [] }
const good = { url: 'https://x.example/a.jpg', variants: [] }

t.test('tidyRuns replaces an unsafe link by its text', async t => {
  t.strictSame(
    tidyRuns([
      { text: 'see ' },
      { text: 'here', link: { href: 'javascript:alert(1)' } },
      { text: ' and ', strong: false },
      { text: 'there', link: { href: 'https://x.example/ä' } },
      { text: '!', link: { href: '#notes' } },
    ]),
    [
      { text: 'see here and ' },
      { text: 'there', link: { href: 'https://x.example/%C3%A4' } },
      { text: '!', link: { href: '#notes' } },
    ],
  )
})

t.test('tidyBlocks replaces a block that cannot be shown by its text', async t => {
  t.strictSame(
    tidyBlocks([
      { type: 'image', image: bad, link: 'https://x.example' },
      { type: 'image', image: good, link: 'javascript:1' },
      { type: 'gallery', images: [good, bad] },
      { type: 'media', kind: 'audio', url: 'file:///a.mp3', caption: [{ text: 'Fog horn' }] },
      { type: 'embed', url: 'javascript:1', title: 'Map' },
      { type: 'embed', url: 'https://x.example/e', thumbnail: 't.jpg', width: 0, height: 90 },
      { type: 'quote', blocks: [], sourceUrl: 'vbscript:x' },
      { type: 'media', kind: 'audio', url: 'https://x.example/a.mp3', durationSeconds: -1, poster: bad },
    ]),
    [
      paragraph('A quay'),
      paragraph('At dawn'),
      { type: 'image', image: good },
      { type: 'gallery', images: [good] },
      paragraph('A quay'),
      paragraph('At dawn'),
      paragraph('Fog horn'),
      paragraph('Map'),
      { type: 'embed', url: 'https://x.example/e', height: 90 },
      { type: 'quote', blocks: [] },
      { type: 'media', kind: 'audio', url: 'https://x.example/a.mp3' },
    ],
  )
})

t.test('tidyBlocks: an `other` is never empty and never directly in an `other`', async t => {
  const other = (...blocks: Block[]): Block => ({ type: 'other', kind: 'poll', blocks, data: {} })
  t.strictSame(
    tidyBlocks([other(other(other(paragraph('a')), paragraph('b')), paragraph('c')), other(), other(other())]),
    [
      other(paragraph('a'), paragraph('b'), paragraph('c')),
      other({ type: 'paragraph', content: [] }),
      other({ type: 'paragraph', content: [] }),
    ],
  )
})

t.test('tidyBlocks omits numbers out of range or replaces them by 1', async t => {
  const cell = { content: [], header: false, colspan: 0, rowspan: 1.5 }
  const table = tidyBlocks([
    { type: 'table', rows: [{ cells: [cell] }] },
    { type: 'list', ordered: true, start: -1, items: [] },
  ])
  t.strictSame(table, [
    { type: 'table', rows: [{ cells: [{ ...cell, colspan: 1, rowspan: 1 }] }] },
    { type: 'list', ordered: true, items: [] },
  ])
})

const containers: Record<string, (inner: Block[]) => Block> = {
  quote: blocks => ({ type: 'quote', blocks, attribution: 'q' }),
  callout: blocks => ({ type: 'callout', kind: 'note', title: 'c', blocks }),
  list: blocks => ({ type: 'list', ordered: false, items: [{ content: [{ text: 'i' }], blocks }] }),
  other: blocks => ({ type: 'other', kind: 'poll', blocks, data: {} }),
}

for (const [name, wrap] of Object.entries(containers)) {
  t.test(`tidyBlocks: ${name} 20,000 deep is limited to depth ${blockDepth} without loss of text`, async t => {
    let blocks: Block[] = [paragraph('word')]
    for (let depth = 0; depth < 20_000; depth += 1) blocks = [wrap(blocks)]
    const tidy = tidyBlocks(blocks)
    const words = blocksText(tidy).split('\n')
    t.equal(words.length, name === 'other' ? 1 : 20_001)
    t.strictSame(checkContent({ keyTakeaways: [], sections: [{ level: 1, blocks: tidy }], footnotes: [] }), [])
    t.ok(tidy.every(one => block.safeParse(one).success))
  })
}
