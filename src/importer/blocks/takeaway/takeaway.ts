import type { BlockOf, ListItem } from '../../../domain/body/block.ts'
import { type Inline, plainText } from '../../../domain/body/inline.ts'
import { blocksText } from '../../../domain/body/word-count.ts'
import type { ManuscriptTakeaway } from '../../../domain/content/manuscript.ts'
import { excerpt, type Reporter } from '../../fact/report.ts'
import { isIntroduction, takeawayHeading } from '../../fact/takeaway-heading.ts'
import { type FlowBlock, type TakeawayBox, trimmed } from '../flow.ts'
import { type Outline, outlineOf } from '../outline.ts'
import { type BulletedLines, bulletedLines } from './takeaway-line.ts'

/** A list that can be the key takeaways. */
type Candidate = {
  items: readonly ListItem[]
  isSure: boolean
  /** Whether no section precedes it. */
  isOpening: boolean
  /** Blocks that leave the body. */
  taken: readonly FlowBlock[]
  /** An introduction that stays in their place. */
  kept: readonly FlowBlock[]
}

/** A body, with what is asked about each of its blocks. */
type Body = {
  flowBlocks: readonly FlowBlock[]
  outline: Outline
  boxes: readonly TakeawayBox[]
  /** Boxes by their first block. */
  boxAt: ReadonlyMap<FlowBlock | undefined, TakeawayBox>
}

/** Introduction and points of a section or box. */
type Points = { intro: BlockOf<'paragraph'> | undefined; items: readonly ListItem[] }

/**
 * Extracts the key takeaways of a body: the only list of a section or box at the top of the outline that announces them, or a
 * list after such a line before the first section. A complete sentence before the list stays in the body. Everything else
 * leaves the section whole.
 *
 * @param boxes elements that contain only a list with its label
 */
export function takeTakeaways(
  flowBlocks: readonly FlowBlock[],
  boxes: readonly TakeawayBox[],
  reporter: Reporter,
): { takeaways: ManuscriptTakeaway[]; flowBlocks: FlowBlock[] } {
  const body = {
    flowBlocks,
    outline: outlineOf(flowBlocks),
    boxes,
    boxAt: new Map(boxes.map(one => [one.blocks[0], one])),
  }
  const found = chosen(flowBlocks.flatMap((_, at) => candidateAt(body, at) ?? []))
  if (!found) return { takeaways: [], flowBlocks: [...flowBlocks] }
  for (const one of found.taken) {
    if (one.type === 'callout' && one.title) reporter.consume('takeaways-heading', one.title)
    if ((one.type === 'heading' || one.type === 'paragraph') && !found.kept.includes(one))
      reporter.consume('takeaways-heading', plainText(one.content), one.type === 'heading' ? one.place : undefined)
  }
  const taken = new Set(found.taken)
  const rest = flowBlocks.flatMap(one => (one === found.taken[0] ? found.kept : taken.has(one) ? [] : [one]))
  return { takeaways: takeawaysOf(found.items, reporter), flowBlocks: rest }
}

/** Of several sure lists only one before all sections speaks for the article. */
function chosen(candidates: readonly Candidate[]): Candidate | undefined {
  const firsts = new Set(new Map(candidates.toReversed().map(one => [one.items, one])).values())
  const sure = candidates.filter(one => one.isSure && firsts.has(one))
  return sure.length > 1 ? sure.find(one => one.isOpening) : (sure[0] ?? candidates[0])
}

function candidateAt(body: Body, at: number): Candidate | undefined {
  const first = body.flowBlocks[at]
  const box = first && body.boxAt.get(first)
  if (box) return boxCandidate(body, at, box)
  switch (first?.type) {
    case 'heading':
      return sectionCandidate(body, at)
    case 'callout':
    case 'quote':
      return nestedCandidate(body, at, first)
    case 'paragraph':
      return labelledCandidate(body, at, first)
    default:
      return undefined
  }
}

/** An element that contains only the takeaways. */
function boxCandidate(body: Body, at: number, { blocks, isNamed }: TakeawayBox): Candidate | undefined {
  const { outline, boxes } = body
  const [first] = blocks
  if (first?.type === 'callout' && blocks.length === 1) return nestedCandidate(body, at, first, isNamed)
  if (!outline.isAtTop(at) && !outline.isAtEdge(at, blocks.length)) return undefined
  // Boxes in several sections summarize those sections.
  const isOnly = boxes.every(one => one.blocks.some(block => blocks.includes(block)))
  if (!isOnly && !outline.isOpening(at)) return undefined
  const points = pointsIn(blocks, !isNamed || isLabel(first))
  return points && candidate(points, { taken: blocks, isSure: true, isOpening: outline.isOpening(at) })
}

/** A section that is one list. A divider ends it too. */
function sectionCandidate({ flowBlocks, outline }: Body, at: number): Candidate | undefined {
  const first = flowBlocks[at]
  if (first?.type !== 'heading' || !outline.isAtTop(at)) return undefined
  const kind = takeawayHeading(plainText(first.content)) ?? takeawayHeading((first.id ?? '').replace(/[-_]/g, ' '))
  if (!kind || (kind === 'maybe' && !outline.isOutermost(at))) return undefined
  const section = flowBlocks.slice(at, outline.sectionEnd(at))
  const list = section.findIndex(one => one.type === 'list')
  const divider = section.findIndex((one, index) => one.type === 'divider' && index > list)
  const taken = list < 0 || divider < 0 ? section : section.slice(0, divider + 1)
  const points = pointsIn(taken, true)
  if (!points || (kind === 'maybe' && !isClear(points))) return undefined
  return candidate(points, { taken, isSure: kind === 'sure', isOpening: outline.isOpening(at) })
}

/** A list after a line that announces it, before the first section. */
function labelledCandidate(
  { flowBlocks, outline }: Body,
  at: number,
  first: BlockOf<'paragraph'>,
): Candidate | undefined {
  if (!outline.isOpening(at)) return undefined
  const lines = bulletedLines(first)
  const own = lines && isSure(lines.label) ? linePoints(lines) : undefined
  if (own) return candidate(own, { taken: [first], isSure: true, isOpening: true })
  const text = plainText(first.content).trim()
  const kind = takeawayHeading(text)
  const isLine = first.content.every(run => run.strong) || (kind === 'sure' && /[:：]$/.test(text))
  if (!kind || !isLine || (kind === 'maybe' && !outline.isOutermost(at))) return undefined
  const isDirect = flowBlocks[at + 1]?.type === 'list'
  const after = flowBlocks[at + 3]
  if (!isDirect && after && after.type !== 'heading') return undefined
  const taken = flowBlocks.slice(at, at + (isDirect ? 2 : 3))
  const points = pointsIn(taken, true)
  if (!points || (kind === 'maybe' && !isClear(points))) return undefined
  return candidate(points, { taken, isSure: kind === 'sure', isOpening: true })
}

/** A callout or quote that contains only the takeaways. */
function nestedCandidate(
  { outline }: Body,
  at: number,
  block: BlockOf<'callout'> | BlockOf<'quote'>,
  isNamed = false,
): Candidate | undefined {
  if (!outline.isAtEdge(at, 1) || (block.type === 'quote' && block.attribution)) return undefined
  const says = block.type === 'callout' ? [block.title ?? '', block.kind.replaceAll('-', ' ')] : []
  const [title, ...kinds] = says.map(takeawayHeading)
  const [first] = block.blocks
  const lines = first?.type === 'paragraph' && block.blocks.length === 1 ? bulletedLines(first) : undefined
  const isOwn = first?.type === 'paragraph' && isSure(lines ? lines.label : first.content)
  const kind = isNamed || isOwn || kinds.includes('sure') ? 'sure' : title
  const points = lines ? linePoints(lines) : pointsIn(block.blocks, isOwn || (isNamed && isLabel(first)))
  if (!kind || !points || (kind === 'maybe' && !isClear(points))) return undefined
  return candidate(points, { taken: [block], isSure: kind === 'sure', isOpening: outline.isOpening(at) })
}

/** Reads a label, an introduction and a list with nothing else. */
function pointsIn(blocks: readonly FlowBlock[], isLabelled: boolean): Points | undefined {
  const own: (FlowBlock | undefined)[] = blocks.filter(one => one.type !== 'divider')
  const list = own.pop()
  if (list?.type !== 'list' || !isPoints(list.items)) return undefined
  const [intro, ...more] = isLabelled ? own.slice(1) : own
  if (more.length > 0 || (intro && intro.type !== 'paragraph')) return undefined
  const texts = list.items.map(item => plainText(item.content))
  return intro && !isIntroduction(plainText(intro.content), texts) ? undefined : { intro, items: list.items }
}

function linePoints({ items }: BulletedLines): Points | undefined {
  return isPoints(items) ? { intro: undefined, items } : undefined
}

/** An introduction with a colon announces the list and goes with it. Another one is a sentence of the article. */
function candidate(
  { intro, items }: Points,
  { taken, isSure: sure, isOpening: opening }: Pick<Candidate, 'taken' | 'isSure' | 'isOpening'>,
): Candidate {
  return { items, isSure: sure, isOpening: opening, taken, kept: intro && isSentence(intro) ? [intro] : [] }
}

function isSentence({ content }: BlockOf<'paragraph'>): boolean {
  return !/[:：]\s*$/.test(plainText(content))
}

/** Whether a block is a line above a list, not a sentence that introduces it. */
function isLabel(block: FlowBlock | undefined): boolean {
  if (block?.type !== 'paragraph') return block?.type === 'heading'
  const text = plainText(block.content).trim()
  return takeawayHeading(text) !== undefined || !/[.!?:。！？：]["'”’»)]*$/u.test(text)
}

function isSure(content: readonly Inline[]): boolean {
  return takeawayHeading(plainText(content).trim()) === 'sure'
}

/** Whether items are points: texts that are not links or tasks, with only texts and lists in them. */
function isPoints(items: readonly ListItem[]): boolean {
  const linked = items.filter(({ content }) => {
    const links = content.filter(run => run.link)
    return plainText(links).trim().length > plainText(content).trim().length * 0.7
  })
  return (
    linked.length * 2 < items.length &&
    items.every(
      ({ content, checked, blocks }) =>
        checked === undefined &&
        plainText(content).trim() !== '' &&
        blocks.every(({ type }) => type === 'list' || type === 'paragraph'),
    )
  )
}

/**
 * Whether the points under an ambiguous label are takeaways: most of them are sentences, not names or amounts as in lists of
 * ingredients or contents, and no sentence precedes them.
 */
function isClear({ intro, items }: Points): boolean {
  if (intro && isSentence(intro)) return false
  const sentences = items.filter(({ content }) => {
    const text = plainText(content).trim()
    return (
      /[.!?。！？]$/u.test(text) || text.split(/\s+/).length > 5 || /[\p{Script=Han}\p{Script=Hangul}]{8}/u.test(text)
    )
  })
  return sentences.length * 2 > items.length
}

/** An item and its nested items as separate takeaways: takeaways have no levels. */
function takeawaysOf(items: readonly ListItem[], reporter: Reporter): ManuscriptTakeaway[] {
  return items.flatMap(item => {
    const more = item.blocks.filter(block => block.type !== 'list')
    if (item.blocks.length > 0) {
      reporter.note(
        'takeaway-simplified',
        `Content nested in the takeaway "${excerpt(plainText(item.content))}" became text or separate takeaways.`,
      )
    }
    const words = blocksText(more)
    const content = trimmed([...item.content, ...(words ? [{ text: `\n${words}` }] : [])])
    const nested = item.blocks.flatMap(block => (block.type === 'list' ? takeawaysOf(block.items, reporter) : []))
    return [...(content.length > 0 ? [{ content, origin: 'authored' as const }] : []), ...nested]
  })
}
