import type { Nodes } from 'hast'
import { isMarkdownFile } from '../../domain/address/address-key.ts'
import type { Footnote } from '../../domain/body/footnote.ts'
import { type Inline, plainText } from '../../domain/body/inline.ts'
import type { ManuscriptSection, ManuscriptTakeaway } from '../../domain/content/manuscript.ts'
import { address } from '../fact/address.ts'
import type { Reporter } from '../fact/report.ts'
import { addressBudget } from './address-budget.ts'
import { withCleanText } from './clean-text.ts'
import {
  endParagraph,
  type FlowBlock,
  type Heading,
  newOutput,
  newState,
  type ReadContext,
  rootScope,
  trimmed,
} from './flow.ts'
import { defineFootnotes, footnoteLists, footnotesOf } from './footnote.ts'
import { resolveReferences } from './reference.ts'
import { takeTakeaways } from './takeaway/takeaway.ts'
import { walker } from './walk.ts'

/** The body of a manuscript. */
export type Body = {
  /** Text of the heading that became the title. */
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
  /** Base for links to Markdown files, if it is not `base`. */
  fileBase?: string | undefined
  language?: string | undefined
  /** Known title. A first-level heading that repeats it is removed. */
  title?: string | undefined
  /** Whether the first first-level heading becomes the title if none is known. */
  titleFromHeading: boolean
  /** Whether to extract key takeaways. */
  findTakeaways: boolean
  splitTemplates?: ReadContext['splitTemplates']
  restoreTemplates?: ReadContext['restoreTemplates']
}

/** Reads an HTML tree into sections, takeaways and footnotes. */
export function readBody(tree: Nodes, options: BodyOptions): Body {
  const { reporter, base, language, splitTemplates = text => [text], restoreTemplates = text => text } = options
  const state = newState()
  const fitsBudget = addressBudget(options.length, reporter)
  const resolvedFits = addressBudget(options.length, reporter)
  const resolve: ReadContext['resolve'] = (raw, use) => {
    const isFile = options.fileBase !== undefined && use === 'link' && isMarkdownFile(raw)
    const found = address(raw, use, isFile ? options.fileBase : base)
    return found.url === undefined || resolvedFits(found.url.length) ? found : { kind: 'broken' }
  }
  const context = walker({ reporter, base, language, splitTemplates, restoreTemplates, resolve, fitsBudget, state })
  const lists = footnoteLists([tree])
  defineFootnotes(lists, context)
  const out = newOutput()
  context.walk([without(tree, new Set(lists.keys()))], rootScope, out)
  endParagraph(out)
  const titled = takeTitle(out.flowBlocks, options)
  const { takeaways, flowBlocks } = options.findTakeaways
    ? takeTakeaways(titled.flowBlocks, state.boxes, reporter)
    : { takeaways: [], flowBlocks: titled.flowBlocks }
  const { sections, places } = sectionsOf(flowBlocks, out.flowBlocks, reporter)
  const { footnotes, anchors } = footnotesOf(state, context)
  const parts = { sections, takeaways, footnotes }
  resolveReferences(parts, { ids: state.ids, places, anchors, reporter, fitsBudget })
  return withCleanText({ title: titled.title, keyTakeaways: takeaways, sections, footnotes })
}

function takeTitle(
  flowBlocks: readonly FlowBlock[],
  { title, titleFromHeading, reporter }: BodyOptions,
): { title: string | undefined; flowBlocks: FlowBlock[] } {
  const found = flowBlocks.find(
    (flowBlock): flowBlock is Heading => flowBlock.type === 'heading' && flowBlock.level === 1,
  )
  const words = found && plainText(trimmed(found.content.filter(run => run.footnote === undefined)))
  const isTitle = title === undefined ? titleFromHeading : words !== undefined && sameWords(words, title)
  if (!found || words === undefined || !isTitle) return { title: undefined, flowBlocks: [...flowBlocks] }
  if (title !== undefined) reporter.consume('title', words, found.place)
  return { title: words, flowBlocks: flowBlocks.filter(flowBlock => flowBlock !== found) }
}

/**
 * Splits a body at its headings. If a first-level heading remains, all headings go one level down.
 *
 * @returns also the section index of each heading of the original body, from 1; index 0 is the start
 */
function sectionsOf(
  flowBlocks: readonly FlowBlock[],
  all: readonly FlowBlock[],
  { note }: Pick<Reporter, 'note'>,
): { sections: ManuscriptSection[]; places: number[] } {
  const kept = new Set(flowBlocks)
  const shift = flowBlocks.some(flowBlock => flowBlock.type === 'heading' && flowBlock.level === 1) ? 1 : 0
  const lead: ManuscriptSection = { level: 1, blocks: [] }
  const sections = [lead]
  const places = [0]
  const moved: Inline[] = []
  for (const flowBlock of all) {
    if (flowBlock.type !== 'heading') {
      if (!kept.has(flowBlock)) continue
      const blocks = sections.at(-1)?.blocks
      if (moved.length === 0) blocks?.push(flowBlock)
      else if (flowBlock.type === 'paragraph')
        blocks?.push({ ...flowBlock, content: [...flowBlock.content, ...moved.splice(0)] })
      else blocks?.push({ type: 'paragraph', content: moved.splice(0) }, flowBlock)
      continue
    }
    if (moved.length > 0) sections.at(-1)?.blocks.push({ type: 'paragraph', content: moved.splice(0) })
    if (kept.has(flowBlock)) {
      const content = flowBlock.content.filter(run => run.footnote === undefined)
      const references = flowBlock.content.filter(run => run.footnote !== undefined)
      moved.push(...references)
      if (references.length > 0) {
        const detail = `The footnote reference in the heading "${plainText(content)}" was moved to the text below it.`
        note('footnote-moved', detail, flowBlock.place)
      }
      sections.push(headed({ ...flowBlock, content: trimmed(content) }, shift))
    }
    places.push(sections.length - 1)
  }
  if (moved.length > 0) sections.at(-1)?.blocks.push({ type: 'paragraph', content: moved })
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

/** Whether two texts have the same letters and digits. */
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
