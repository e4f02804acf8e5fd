import type { Block, BlockOf } from '../../domain/body/block.ts'
import { type Inline, plainText } from '../../domain/body/inline.ts'
import { blocksText } from '../../domain/body/word-count.ts'
import type { ManuscriptTakeaway } from '../../domain/content/manuscript.ts'
import { isMaybeTakeaways, isTakeaways } from '../fact/lexicon.ts'
import { excerpt, type Reporter } from '../fact/report.ts'
import type { FlowBlock } from './flow.ts'
import { trimmed } from './flow.ts'

/**
 * Extracts the key takeaways of a body: the list after a heading (or a bold line, or in a callout) that introduces them. The
 * heading is removed; other blocks after it stay.
 */
export function takeTakeaways(
  flowBlocks: readonly FlowBlock[],
  reporter: Reporter,
): { takeaways: ManuscriptTakeaway[]; flowBlocks: FlowBlock[] } {
  for (const [index, flowBlock] of flowBlocks.entries()) {
    const listInCallout = flowBlock.type === 'callout' ? calloutList(flowBlock) : undefined
    if (flowBlock.type === 'callout' && listInCallout) {
      if (flowBlock.title) reporter.consume('takeaways-heading', flowBlock.title)
      return {
        takeaways: takeawaysOf(listInCallout, reporter),
        flowBlocks: flowBlocks.filter(one => one !== flowBlock),
      }
    }
    const list = introducesTakeaways(flowBlocks, index) ? listAfter(flowBlocks, index) : undefined
    if (!list) continue
    if (flowBlock.type === 'heading' || flowBlock.type === 'paragraph') {
      reporter.consume(
        'takeaways-heading',
        plainText(flowBlock.content),
        flowBlock.type === 'heading' ? flowBlock.place : undefined,
      )
    }
    return {
      takeaways: takeawaysOf(list, reporter),
      flowBlocks: flowBlocks.filter(one => one !== list && one !== flowBlock),
    }
  }
  return { takeaways: [], flowBlocks: [...flowBlocks] }
}

function takeaway(content: Inline[]): ManuscriptTakeaway {
  return { content, origin: 'authored' }
}

/** An item and its nested items as separate takeaways: takeaways have no levels. */
function takeawaysOf(list: BlockOf<'list'>, reporter: Reporter): ManuscriptTakeaway[] {
  return list.items.flatMap(item => {
    const more = item.blocks.filter(block => block.type !== 'list')
    if (item.blocks.length > 0) {
      reporter.note(
        'takeaway-simplified',
        `Content nested in the takeaway "${excerpt(plainText(item.content))}" became text or separate takeaways.`,
      )
    }
    const words = blocksText(more)
    const content = trimmed([...item.content, ...(words ? [{ text: `\n${words}` }] : [])])
    const nested = item.blocks.flatMap(block => (block.type === 'list' ? takeawaysOf(block, reporter) : []))
    return [...(content.length > 0 ? [takeaway(content)] : []), ...nested]
  })
}

/** Whether a flow block introduces takeaways. An ambiguous heading ("Highlights") counts only as the first or last one. */
function introducesTakeaways(flowBlocks: readonly FlowBlock[], index: number): boolean {
  const flowBlock = flowBlocks[index]
  if (flowBlock?.type !== 'heading' && flowBlock?.type !== 'paragraph') return false
  if (flowBlock.type === 'paragraph' && !flowBlock.content.every(run => run.strong)) return false
  const words = plainText(flowBlock.content)
  if (isTakeaways(words)) return true
  if (!isMaybeTakeaways(words)) return false
  const isOtherElement = (one: FlowBlock) => one.type === 'heading' && one !== flowBlock
  return !flowBlocks.slice(0, index).some(isOtherElement) || !flowBlocks.slice(index).some(isOtherElement)
}

/** The list directly after a heading, or after one introducing line. */
function listAfter(flowBlocks: readonly FlowBlock[], index: number): BlockOf<'list'> | undefined {
  const [next, second] = flowBlocks.slice(index + 1, index + 3)
  if (next?.type === 'list') return next
  const introduces = next?.type === 'paragraph' && /[:：]\s*$/.test(plainText(next.content))
  return introduces && second?.type === 'list' ? second : undefined
}

function calloutList({ kind, title, blocks }: BlockOf<'callout'>): BlockOf<'list'> | undefined {
  const name = title ?? kind.replaceAll('-', ' ')
  const says = isTakeaways(name) || isMaybeTakeaways(name)
  const [first, ...rest]: (Block | undefined)[] = blocks
  if (says && first?.type === 'list' && rest.length === 0) return first
  const [second, ...more] = rest
  const inner = first?.type === 'paragraph' && isTakeaways(plainText(first.content))
  return inner && second?.type === 'list' && more.length === 0 ? second : undefined
}
