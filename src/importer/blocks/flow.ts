import type { Element, Nodes } from 'hast'
import type { Block } from '../../domain/body/block.ts'
import { type Inline, mergeRuns } from '../../domain/body/inline.ts'
import { trimEndBy } from '../../domain/text/trim.ts'
import type { Address, AddressUse } from '../fact/address.ts'
import type { Reporter } from '../fact/report.ts'
import type { SourcePosition } from '../importer.ts'

/** A heading that starts a section. */
export type Heading = { type: 'heading'; level: number; content: Inline[]; id?: string; place?: SourcePosition }

/** A block or heading of a body, before the body is split into sections. */
export type FlowBlock = Block | Heading

/** The meaning of a template tag, shortcode or component. */
export type Template =
  /** Kept as text; `value` is its value in an attribute, if it has one. */
  | { kind: 'text'; text: string; value?: string }
  | { kind: 'link'; href: string; text: string }
  | { kind: 'blocks'; blocks: Block[] }
  /** Shows nothing, and was reported. `breaks` = ends a paragraph. */
  | { kind: 'nothing'; breaks: boolean }

/** The context of reading a tree, shared by all of its elements. */
export type ReadContext = {
  reporter: Reporter
  /** Absolute URL that relative URLs are resolved against. */
  base: string | undefined
  /** Language of the article, if it is known: runs in this language have no `lang`. */
  language: string | undefined
  /** Splits a text at its templates. */
  splitTemplates(text: string): (string | Template)[]
  /** Restores the source text of templates, for code. */
  restoreTemplates(text: string): string
  /** Resolves an address against `base`. One that exceeds the address budget is `broken`. */
  resolve(raw: string, use: AddressUse): Address
  /** Whether an address or link title of this length fits the budget. */
  fitsBudget(length: number): boolean
  state: FlowState
  /** Reads nodes into `out`. A member, because handlers cannot import the walk without a cycle. */
  walk(nodes: readonly Nodes[], scope: Scope, out: Output): void
}

/** The blocks of an element that contains only a list with a label or class of key takeaways. */
export type TakeawayBox = {
  blocks: readonly FlowBlock[]
  /** Whether its class, id or label says so. */
  isNamed: boolean
}

/** State of the part of the tree that was read. */
export type FlowState = {
  /** Definitions of footnotes by the name that references use. */
  notes: Map<string, { blocks: Block[]; place: SourcePosition | undefined }>
  /** Numbers of footnotes, from 1, in the order of their first reference. */
  references: Map<string, number>
  /** For each element id, the number of section headings up to it. */
  ids: Map<string, number>
  headings: number
  depth: number
  boxes: TakeawayBox[]
}

/** Inherited by text from its ancestors. */
export type Scope = {
  marks: Omit<Inline, 'text'>
  /** White space is preserved. */
  pre: boolean
  /** Whether a heading here starts a section. */
  top: boolean
}

/** The part of a body that is being built. */
export type Output = {
  flowBlocks: FlowBlock[]
  /** Runs of the open paragraph. */
  runs: Inline[]
  /** Blocks inside the open paragraph, which will follow it. */
  after: Block[]
  /** Set by a checkbox of a task list. */
  checked?: boolean
}

export type Handler = (element: Element, scope: Scope, out: Output, context: ReadContext) => void

/** Deepest nesting of blocks in a body. */
export const depthLimit = 60

export const rootScope: Scope = { marks: {}, pre: false, top: true }

export function newOutput(): Output {
  return { flowBlocks: [], runs: [], after: [] }
}

export function newState(): FlowState {
  return { notes: new Map(), references: new Map(), ids: new Map(), headings: 0, depth: 0, boxes: [] }
}

/** Adds text to the open paragraph. Collapses white space as HTML does. */
export function addText(out: Output, text: string, { marks, pre }: Scope): void {
  const words = pre ? text : collapsed(text, endsOpen(out))
  if (words !== '') out.runs.push({ text: words, ...marks })
}

/** A line break; a second one in a row begins a new paragraph. */
export function breakLine(out: Output, { marks }: Scope) {
  const last = out.runs.at(-1)
  if (!last) return
  if (last.text.endsWith('\n')) return endParagraph(out)
  last.text = trimEndBy(last.text, / /)
  out.runs.push({ text: '\n', ...marks })
}

/** Ends the open paragraph. */
export function endParagraph(out: Output): void {
  const content = trimmed(out.runs)
  out.runs = []
  if (content.length > 0) out.flowBlocks.push({ type: 'paragraph', content })
  if (out.after.length > 0) out.flowBlocks.push(...out.after.splice(0))
}

/** Ends the open paragraph and adds a block. */
export function addBlock(out: Output, block: FlowBlock): void {
  endParagraph(out)
  out.flowBlocks.push(block)
}

/** Adds a block that can occur inside a paragraph. It follows the paragraph and does not split it. */
export function addAfterParagraph(out: Output, block: Block): void {
  const open = out.runs.some(run => run.text.trim() !== '') && !out.runs.at(-1)?.text.endsWith('\n')
  if (open) out.after.push(block)
  else addBlock(out, block)
}

/** Reads nodes as the content of a block. Headings in it do not start sections. */
export function readChildren(
  nodes: readonly Nodes[],
  scope: Scope,
  { state, walk }: ReadContext,
): Output & { blocks: Block[] } {
  const out = newOutput()
  state.depth += 1
  walk(nodes, { ...scope, top: false, pre: false }, out)
  state.depth -= 1
  endParagraph(out)
  return { ...out, blocks: out.flowBlocks.filter(flowBlock => flowBlock.type !== 'heading') }
}

/** Trims runs at both ends and merges adjacent runs with equal marks. */
export function trimmed(runs: readonly Inline[]): Inline[] {
  const content = mergeRuns(runs)
  for (let first = content[0]; first; first = content[0]) {
    first.text = first.text.trimStart()
    if (first.text !== '') break
    content.shift()
  }
  for (let last = content.at(-1); last; last = content.at(-1)) {
    last.text = last.text.trimEnd()
    if (last.text !== '') break
    content.pop()
  }
  return content
}

export function placeOf(node: { position?: { start: { line: number } } | undefined }): SourcePosition | undefined {
  const line = node.position?.start.line
  return line === undefined ? undefined : { line }
}

function endsOpen(out: Output): boolean {
  const last = out.runs.at(-1)
  return last !== undefined && !last.text.endsWith(' ') && !last.text.endsWith('\n')
}

function collapsed(text: string, afterWord: boolean): string {
  const words = text.includes('  ') || /[\t\n\r\f]/.test(text) ? text.replace(/[ \t\n\r\f]+/g, ' ') : text
  return afterWord || !words.startsWith(' ') ? words : words.slice(1)
}
