import type { Element, Nodes } from 'hast'
import type { Block } from '../../domain/body/block.ts'
import { type Inline, mergeRuns } from '../../domain/body/inline.ts'
import { trimEndBy } from '../../domain/text/trim.ts'
import type { Address, AddressUse } from '../fact/address.ts'
import type { Reporter } from '../fact/report.ts'
import type { Place } from '../importer.ts'

/** A heading that starts a section. */
export type Heading = { type: 'heading'; level: number; content: Inline[]; id?: string; place?: Place }

/** What a body consists of before it is cut into sections. */
export type Piece = Block | Heading

/** What a template, shortcode or component of a source became. */
export type Template =
  /** Shown as it stands in the source; `value` is what it means within an attribute, if anything. */
  | { kind: 'text'; text: string; value?: string }
  | { kind: 'link'; href: string; text: string }
  | { kind: 'blocks'; blocks: Block[] }
  /** Accounted for by who made it. `breaks` = ends a paragraph. */
  | { kind: 'nothing'; breaks: boolean }

/** How a tree is read; the same for all of its elements. */
export type Setting = {
  reporter: Reporter
  /** Absolute address that relative ones are resolved against. */
  base: string | undefined
  /** Language of the article, where it is known beforehand: runs in it carry no `lang`. */
  language: string | undefined
  /** Cuts a text at the templates in it. */
  cut(text: string): (string | Template)[]
  /** The source's own spelling of a text, for code. */
  verbatim(text: string): string
  /** Resolves an address against `base`. One for which the article has no room left is broken. */
  resolve(raw: string, use: AddressUse): Address
  /** Whether the article has room for an address or a title of this length. */
  hasRoom(length: number): boolean
  state: FlowState
  /** Reads nodes into `out`. Handed on here so that the readers of single elements need not know the whole. */
  walk(nodes: readonly Nodes[], scope: Scope, out: Out): void
}

/** What is known of the part of the tree that was read. */
export type FlowState = {
  /** Definitions of footnotes by the name that references use. */
  notes: Map<string, { blocks: Block[]; place: Place | undefined }>
  /** Numbers of footnotes, from 1, in the order of their first reference. */
  references: Map<string, number>
  /** For every id of an element, how many section headings stood before it or are it. */
  ids: Map<string, number>
  headings: number
  depth: number
}

/** What surrounds a text. */
export type Scope = {
  marks: Omit<Inline, 'text'>
  /** White space counts. */
  pre: boolean
  /** Whether a heading here starts a section. */
  top: boolean
}

/** A stretch of body under construction. */
export type Out = {
  pieces: Piece[]
  /** Words of the paragraph that is open. */
  runs: Inline[]
  /** Blocks that stood inside the open paragraph and follow it. */
  after: Block[]
  /** Set by a checkbox of a task list. */
  checked?: boolean
}

export type Handler = (element: Element, scope: Scope, out: Out, setting: Setting) => void

/** Deepest nesting of blocks in a body. */
export const depthLimit = 60

export const outermost: Scope = { marks: {}, pre: false, top: true }

export function newOut(): Out {
  return { pieces: [], runs: [], after: [] }
}

export function newState(): FlowState {
  return { notes: new Map(), references: new Map(), ids: new Map(), headings: 0, depth: 0 }
}

/** Adds words to the open paragraph, white space collapsed as HTML does. */
export function say(out: Out, text: string, { marks, pre }: Scope): void {
  const words = pre ? text : collapsed(text, endsOpen(out))
  if (words !== '') out.runs.push({ text: words, ...marks })
}

/** A line break; a second one in a row begins a new paragraph. */
export function breakLine(out: Out, { marks }: Scope) {
  const last = out.runs.at(-1)
  if (!last) return
  if (last.text.endsWith('\n')) return close(out)
  last.text = trimEndBy(last.text, / /)
  out.runs.push({ text: '\n', ...marks })
}

/** Ends the open paragraph. */
export function close(out: Out): void {
  const content = trimmed(out.runs)
  out.runs = []
  if (content.length > 0) out.pieces.push({ type: 'paragraph', content })
  if (out.after.length > 0) out.pieces.push(...out.after.splice(0))
}

/** Adds a block after what stands there. */
export function put(out: Out, block: Piece): void {
  close(out)
  out.pieces.push(block)
}

/** Adds a block that may stand within a paragraph: it does not tear the sentence apart but follows the paragraph. */
export function putBeside(out: Out, block: Block): void {
  const open = out.runs.some(run => run.text.trim() !== '') && !out.runs.at(-1)?.text.endsWith('\n')
  if (open) out.after.push(block)
  else put(out, block)
}

/** What nodes say inside a block of their own: headings among them do not start sections. */
export function inside(nodes: readonly Nodes[], scope: Scope, { state, walk }: Setting): Out & { blocks: Block[] } {
  const out = newOut()
  state.depth += 1
  walk(nodes, { ...scope, top: false, pre: false }, out)
  state.depth -= 1
  close(out)
  return { ...out, blocks: out.pieces.filter(piece => piece.type !== 'heading') }
}

/** Runs without white space at both ends, neighbours of equal marks joined. */
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

export function placeOf(node: { position?: { start: { line: number } } | undefined }): Place | undefined {
  const line = node.position?.start.line
  return line === undefined ? undefined : { line }
}

function endsOpen(out: Out): boolean {
  const last = out.runs.at(-1)
  return last !== undefined && !/[ \n]$/.test(last.text)
}

/** White space that is more or other than one space. */
const collapsible = /[\t\n\r\f]| {2}/

function collapsed(text: string, afterWord: boolean): string {
  const words = collapsible.test(text) ? text.replace(/[ \t\n\r\f]+/g, ' ') : text
  return afterWord || !words.startsWith(' ') ? words : words.slice(1)
}
