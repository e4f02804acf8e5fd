import type { Nodes } from 'hast'
import type { Footnote } from '../../domain/body/footnote.ts'
import { plainText } from '../../domain/body/inline.ts'
import type { ManuscriptSection, ManuscriptTakeaway } from '../../domain/content/manuscript.ts'
import { address } from '../fact/address.ts'
import type { Reporter } from '../fact/report.ts'
import { addressBudget } from './address-budget.ts'
import { close, type Heading, newOut, newState, outermost, type Piece, type Setting } from './flow.ts'
import { defineFootnotes, footnoteLists, footnotesOf } from './footnote.ts'
import { readable } from './readable.ts'
import { settleReferences } from './reference.ts'
import { takeTakeaways } from './takeaway.ts'
import { walker } from './walk.ts'

/** A body as a manuscript has it. */
export type Body = {
  /** Words of the heading that became the title. */
  title: string | undefined
  keyTakeaways: ManuscriptTakeaway[]
  sections: ManuscriptSection[]
  footnotes: Footnote[]
}

export type BodyOptions = {
  /** Characters of the source of the body. */
  length: number
  reporter: Reporter
  base?: string | undefined
  language?: string | undefined
  /** Title that is known: a first-level heading that repeats it is left out. Without one the first such heading is it. */
  title?: string | undefined
  /** Whether a heading may become the title. */
  titleFromHeading: boolean
  /** Whether takeaways are looked for. */
  findTakeaways: boolean
  cut?: Setting['cut']
  verbatim?: Setting['verbatim']
}

/** Reads an HTML tree into sections, takeaways and footnotes. */
export function readBody(tree: Nodes, options: BodyOptions): Body {
  const { reporter, base, language, cut = text => [text], verbatim = text => text } = options
  const state = newState()
  const hasRoom = addressBudget(options.length, reporter)
  const isAffordable = addressBudget(options.length, reporter)
  const resolve: Setting['resolve'] = (raw, use) => {
    const found = address(raw, use, base)
    return found.url === undefined || isAffordable(found.url.length) ? found : { kind: 'broken' }
  }
  const setting = walker({ reporter, base, language, cut, verbatim, resolve, hasRoom, state })
  const lists = footnoteLists([tree])
  defineFootnotes(lists, setting)
  const out = newOut()
  setting.walk([without(tree, new Set(lists.keys()))], outermost, out)
  close(out)
  const titled = takeTitle(out.pieces, options)
  const { takeaways, pieces } = options.findTakeaways
    ? takeTakeaways(titled.pieces, reporter)
    : { takeaways: [], pieces: titled.pieces }
  const { sections, places } = sectionsOf(pieces, out.pieces)
  const { footnotes, anchors } = footnotesOf(state, setting)
  const parts = { sections, takeaways, footnotes }
  settleReferences(parts, { ids: state.ids, places, anchors, reporter, hasRoom })
  return readable({ title: titled.title, keyTakeaways: takeaways, sections, footnotes })
}

function takeTitle(
  pieces: readonly Piece[],
  { title, titleFromHeading, reporter }: BodyOptions,
): { title: string | undefined; pieces: Piece[] } {
  const found = pieces.find((piece): piece is Heading => piece.type === 'heading' && piece.level === 1)
  const words = found && plainText(found.content)
  const isTitle = title === undefined ? titleFromHeading : words !== undefined && sameWords(words, title)
  if (!found || words === undefined || !isTitle) return { title: undefined, pieces: [...pieces] }
  if (title !== undefined) reporter.consume('title', words, found.place)
  return { title: words, pieces: pieces.filter(piece => piece !== found) }
}

/**
 * Cuts a body at its headings. Where a first-level heading remains, all go one level down.
 *
 * @returns also the index of the section in which each heading of the whole body now stands, from 1; 0 is the start
 */
function sectionsOf(
  pieces: readonly Piece[],
  all: readonly Piece[],
): { sections: ManuscriptSection[]; places: number[] } {
  const kept = new Set(pieces)
  const shift = pieces.some(piece => piece.type === 'heading' && piece.level === 1) ? 1 : 0
  const lead: ManuscriptSection = { level: 1, blocks: [] }
  const sections = [lead]
  const places = [0]
  for (const piece of all) {
    if (piece.type !== 'heading') {
      if (kept.has(piece)) sections.at(-1)?.blocks.push(piece)
      continue
    }
    if (kept.has(piece)) sections.push(headed(piece, shift))
    places.push(sections.length - 1)
  }
  if (lead.blocks.length > 0) return { sections, places }
  return { sections: sections.slice(1), places: places.map(index => Math.max(0, index - 1)) }
}

function headed({ level, content, id }: Heading, shift: number): ManuscriptSection {
  const marked = content.some(run => Object.keys(run).length > 1)
  return {
    heading: plainText(content),
    ...(marked && { headingContent: content }),
    level: Math.min(6, Math.max(2, level + shift)),
    ...(id && { anchor: id }),
    blocks: [],
  }
}

/** Whether two texts say the same in letters and digits. */
export function sameWords(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
  return plain(a) === plain(b)
}

function without<Kind extends Nodes>(node: Kind, gone: ReadonlySet<Nodes>): Kind {
  if (gone.size === 0 || !('children' in node)) return node
  return { ...node, children: node.children.filter(child => !gone.has(child)).map(child => without(child, gone)) }
}
