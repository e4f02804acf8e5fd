import { createHash } from 'node:crypto'
import type { Span } from '../../domain/print/layout.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import { type TaggedBody, weakTag } from '../message/entity-tag.ts'
import type { Included } from './article-query.ts'
import type { RenderedSections, WholePrint } from './delivery.ts'

/** Bytes of an answer, and the same without views: validators are made of those. */
export type Piece = { shown: Uint8Array; hashed: Uint8Array }

/** Which members of an article are wanted: `include` adds, then `fields` removes; id and revision stay. */
export type Shape = {
  include?: Included | undefined
  fields?: readonly string[] | undefined
  /** Gives the sections where `include` asks for renderings. */
  rendered?: RenderedSections | undefined
}

/** An article as an item of a collection. */
export function itemPiece(print: StoredPrint, { include, fields, rendered }: Shape): Piece {
  const bytes = print.body && include ? withParts({ ...print, body: print.body }, include, rendered) : print.item
  return fields ? picked(bytes, print.views, fields) : counted(bytes, print.layout.viewsAt, print.views)
}

/** An article whole, with rendered sections in place of its own where they are given. */
export function articlePiece(
  { body, layout, views }: WholePrint,
  fields?: readonly string[],
  sections?: Uint8Array,
): Piece {
  const [start, end] = layout.sections
  const bytes = sections ? Buffer.concat([body.subarray(0, start), sections, body.subarray(end)]) : body
  return fields ? picked(bytes, views, fields) : counted(bytes, layout.viewsAt, views)
}

export function metadataPiece({ body, layout, views }: WholePrint): Piece {
  const [start, end] = layout.metadata
  return counted(body.subarray(start, end), layout.viewsAt - start, views)
}

/** A part that shows no views. */
export function partPiece({ body }: WholePrint, [start, end]: Span): Piece {
  const bytes = body.subarray(start, end)
  return { shown: bytes, hashed: bytes }
}

/** A key takeaway, the one at `span` of the body, with the article it sums up. */
export function takeawayPiece(print: WholePrint, [start, end]: Span): Piece {
  const { shown, hashed } = itemPiece(print, {})
  const around = (article: Uint8Array) =>
    Buffer.concat([takeawayHead, print.body.subarray(start, end), takeawayMiddle, article, close])
  return { shown: around(shown), hashed: around(hashed) }
}

/** `{"items":[…],…rest}` of pieces, with a weak entity tag of what they say without views. */
export function collection(items: readonly Piece[], rest: object): TaggedBody {
  const tail = Buffer.from(`],${JSON.stringify(rest).slice(1)}`)
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = [head]
  for (const [index, { shown, hashed }] of items.entries()) {
    if (index > 0) chunks.push(comma)
    chunks.push(shown)
    hash.update(hashed).update(comma)
  }
  chunks.push(tail)
  return { body: Buffer.concat(chunks), etag: weakTag(hash.update(tail).digest('base64url')) }
}

/** Where the elements of a JSON array stand in its bytes. */
export function elements(array: Uint8Array): Span[] {
  const spans: Span[] = []
  let depth = 0
  let start = 1
  for (let at = 0; at < array.length; at += 1) {
    const byte = array[at]
    if (byte === quote) at = stringEnd(array, at)
    else if (byte === bracket || byte === brace) depth += 1
    else if (byte === bracketEnd || byte === braceEnd) depth -= 1
    const ends = (byte === commaByte && depth === 1) || (byte === bracketEnd && depth === 0)
    if (ends && at > start) spans.push([start, at])
    if (ends) start = at + 1
  }
  return spans
}

function withParts(print: WholePrint, { parts, renderings }: Included, rendered?: RenderedSections): Uint8Array {
  const { body, layout } = print
  if (parts.length === 3 && renderings.length === 0) return body
  const part = ([start, end]: Span) => body.subarray(start, end)
  const chunks: Uint8Array[] = [body.subarray(0, layout.itemEnd)]
  for (const name of parts) {
    const isRendered = name === 'sections' && renderings.length > 0
    chunks.push(...member(name, (isRendered && rendered?.(print)) || part(layout[name])))
  }
  if (parts.includes('sections')) chunks.push(...member('footnotes', part(layout.footnotes)))
  return Buffer.concat([...chunks, close])
}

function member(name: string, json: Uint8Array): Uint8Array[] {
  return [Buffer.from(`,"${name}":`), json]
}

function counted(bytes: Uint8Array, viewsAt: number, views: number): Piece {
  if (views === 0) return { shown: bytes, hashed: bytes }
  const figure = Buffer.from(String(views))
  return { shown: Buffer.concat([bytes.subarray(0, viewsAt), figure, bytes.subarray(viewsAt + 1)]), hashed: bytes }
}

function picked(bytes: Uint8Array, views: number, fields: readonly string[]): Piece {
  const article: Record<string, unknown> = JSON.parse(Buffer.from(bytes).toString())
  const wanted = new Set(['id', 'revision', ...fields])
  const kept = Object.fromEntries(Object.entries(article).filter(([name]) => wanted.has(name)))
  const hashed = Buffer.from(JSON.stringify(kept))
  if (!kept['metadata']) return { shown: hashed, hashed }
  return { shown: Buffer.from(JSON.stringify({ ...kept, metadata: { ...kept['metadata'], views } })), hashed }
}

function stringEnd(json: Uint8Array, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}

const head = Buffer.from('{"items":[')
const comma = Buffer.from(',')
const close = Buffer.from('}')
const takeawayHead = Buffer.from('{"takeaway":')
const takeawayMiddle = Buffer.from(',"article":')
const [quote, backslash, brace, braceEnd, bracket, bracketEnd, commaByte] = Buffer.from('"\\{}[],')
