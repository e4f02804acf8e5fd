import type { Block, BlockOf } from '../../domain/body/block.ts'
import { type Inline, plainText } from '../../domain/body/inline.ts'
import { blocksText } from '../../domain/body/word-count.ts'
import type { ManuscriptTakeaway } from '../../domain/content/manuscript.ts'
import { isMaybeTakeaways, isTakeaways } from '../fact/lexicon.ts'
import { brief, type Reporter } from '../fact/report.ts'
import type { Piece } from './flow.ts'
import { trimmed } from './flow.ts'

/**
 * Takes the key takeaways out of a body: the list under a heading (or a strong line, or in a callout) that announces
 * them. The heading is consumed; what else stands under it stays.
 */
export function takeTakeaways(
  pieces: readonly Piece[],
  reporter: Reporter,
): { takeaways: ManuscriptTakeaway[]; pieces: Piece[] } {
  for (const [index, piece] of pieces.entries()) {
    const boxed = piece.type === 'callout' ? boxedList(piece) : undefined
    if (piece.type === 'callout' && boxed) {
      if (piece.title) reporter.consume('takeaways-heading', piece.title)
      return { takeaways: takeawaysOf(boxed, reporter), pieces: pieces.filter(one => one !== piece) }
    }
    const list = announces(pieces, index) ? listAfter(pieces, index) : undefined
    if (!list) continue
    if (piece.type === 'heading' || piece.type === 'paragraph') {
      reporter.consume(
        'takeaways-heading',
        plainText(piece.content),
        piece.type === 'heading' ? piece.place : undefined,
      )
    }
    return { takeaways: takeawaysOf(list, reporter), pieces: pieces.filter(one => one !== list && one !== piece) }
  }
  return { takeaways: [], pieces: [...pieces] }
}

/** Runs of a text without marks. */
function takeaway(content: Inline[]): ManuscriptTakeaway {
  return { content, origin: 'authored' }
}

/** An item and the items nested in it, one after another: takeaways have no levels. */
function takeawaysOf(list: BlockOf<'list'>, reporter: Reporter): ManuscriptTakeaway[] {
  return list.items.flatMap(item => {
    const more = item.blocks.filter(block => block.type !== 'list')
    if (item.blocks.length > 0) {
      reporter.note(
        'takeaway-simplified',
        `What is nested in the takeaway "${brief(plainText(item.content))}" became words or takeaways of their own.`,
      )
    }
    const words = blocksText(more)
    const content = trimmed([...item.content, ...(words ? [{ text: `\n${words}` }] : [])])
    const nested = item.blocks.flatMap(block => (block.type === 'list' ? takeawaysOf(block, reporter) : []))
    return [...(content.length > 0 ? [takeaway(content)] : []), ...nested]
  })
}

/** A heading that could also be an ordinary one ("Highlights") counts only before all other headings or after them. */
function announces(pieces: readonly Piece[], index: number): boolean {
  const piece = pieces[index]
  if (piece?.type !== 'heading' && piece?.type !== 'paragraph') return false
  if (piece.type === 'paragraph' && !piece.content.every(run => run.strong)) return false
  const words = plainText(piece.content)
  if (isTakeaways(words)) return true
  if (!isMaybeTakeaways(words)) return false
  const isOther = (one: Piece) => one.type === 'heading' && one !== piece
  return !pieces.slice(0, index).some(isOther) || !pieces.slice(index).some(isOther)
}

/** The list right after a heading, or after one line that introduces it. */
function listAfter(pieces: readonly Piece[], index: number): BlockOf<'list'> | undefined {
  const [next, second] = pieces.slice(index + 1, index + 3)
  if (next?.type === 'list') return next
  const introduces = next?.type === 'paragraph' && /[:：]\s*$/.test(plainText(next.content))
  return introduces && second?.type === 'list' ? second : undefined
}

function boxedList({ kind, title, blocks }: BlockOf<'callout'>): BlockOf<'list'> | undefined {
  const name = title ?? kind.replaceAll('-', ' ')
  const says = isTakeaways(name) || isMaybeTakeaways(name)
  const [first, ...rest]: (Block | undefined)[] = blocks
  if (says && first?.type === 'list' && rest.length === 0) return first
  const [second, ...more] = rest
  const inner = first?.type === 'paragraph' && isTakeaways(plainText(first.content))
  return inner && second?.type === 'list' && more.length === 0 ? second : undefined
}
