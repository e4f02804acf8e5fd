import type { Block } from '../../domain/body/block.ts'
import { type Inline, plainText } from '../../domain/body/inline.ts'
import type { Manuscript } from '../../domain/content/manuscript.ts'
import { runsOf } from '../blocks/runs.ts'
import type { Consumed } from '../importer.ts'
import { fileOf, type Parts, withoutTemplates, wordsOf } from './parts.ts'

/** The parts of an article, with the text that became metadata. */
export function articleParts(manuscript: Manuscript, consumed: readonly Consumed[]): Parts {
  const { title, summary, keyTakeaways, sections, footnotes } = manuscript
  const blocks = [...sections.flatMap(section => section.blocks), ...footnotes.flatMap(note => note.blocks)]
  const all = [...everyBlock(blocks)]
  const texts = [
    ...keyTakeaways.map(({ content }) => content),
    ...sections.flatMap(({ headingContent }) => (headingContent ? [headingContent] : [])),
    ...runsOf(blocks),
  ]
  const headings = [
    title,
    ...sections.flatMap(({ heading }) => heading ?? []),
    ...texts.flatMap(runs => plainText(runs).split('\n')),
    ...consumed.filter(one => one.role === 'takeaways-heading').map(one => one.text),
  ]
  const of = <Type extends Block['type']>(type: Type) => all.filter(block => block.type === type)
  const words = [
    title,
    summary ?? '',
    ...keyTakeaways.map(({ content }) => plainText(content)),
    ...sections.map(({ heading }) => heading ?? ''),
    ...footnotes.map(({ label }) => label),
    ...all.flatMap(ownText),
    ...consumed.map(one => one.text),
  ]
  return {
    words: words.flatMap(wordsOf),
    headings: headings.map(text => wordsOf(text).join(' ')),
    lists: [...of('list'), ...(keyTakeaways.length > 0 ? [{ type: 'list', items: keyTakeaways }] : [])].map(list =>
      'items' in list ? listText(list.items) : '',
    ),
    images: all
      .flatMap(block => (block.type === 'image' ? [block.image] : block.type === 'gallery' ? block.images : []))
      .map(image => fileOf(image.url)),
    links: [...texts.flatMap(linkTexts), ...all.flatMap(block => (block.type === 'image' && block.link ? [''] : []))],
    tables: of('table').map(table => [...runsOf([table])].flatMap(runs => wordsOf(plainText(runs))).join(' ')),
    code: of('code').map(block => wordsOf('text' in block ? withoutTemplates(block.text) : '').join(' ')),
  }
}

function* everyBlock(blocks: Iterable<Block>): Generator<Block> {
  for (const block of blocks) {
    yield block
    if ('blocks' in block) yield* everyBlock(block.blocks)
    if (block.type === 'list') for (const item of block.items) yield* everyBlock(item.blocks)
  }
}

/** The text of a block, without that of nested blocks. */
function ownText(block: Block): string[] {
  const inner: Block[] =
    'blocks' in block
      ? [{ ...block, blocks: [] }]
      : block.type === 'list'
        ? [{ ...block, items: block.items.map(item => ({ ...item, blocks: [] })) }]
        : [block]
  const texts = [...runsOf(inner)].map(plainText)
  if (block.type === 'code') return [...texts, block.text]
  if (block.type === 'quote') return [...texts, block.attribution ?? '']
  if (block.type === 'callout' || block.type === 'embed') return [...texts, block.title ?? '']
  if (block.type === 'image') return [...texts, block.image.alt ?? '']
  return texts
}

function listText(items: readonly { content: Inline[]; blocks?: Block[] }[]): string {
  return items
    .flatMap(item => [plainText(item.content), ...[...everyBlock(item.blocks ?? [])].flatMap(ownText)])
    .map(withoutTemplates)
    .flatMap(wordsOf)
    .join(' ')
}

/** Texts of links. Adjacent runs with the same link are one. */
function linkTexts(runs: readonly Inline[]): string[] {
  const texts: { href: string; text: string }[] = []
  let last: Inline | undefined
  for (const run of runs) {
    const href = run.link?.href
    const open = texts.at(-1)
    if (href !== undefined && last?.link?.href === href && open) open.text += run.text
    else if (href !== undefined) texts.push({ href, text: run.text })
    last = run
  }
  return texts.map(({ text }) => wordsOf(text).join(' '))
}
