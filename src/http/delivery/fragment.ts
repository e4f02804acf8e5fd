import { createHash } from 'node:crypto'
import type { Span } from '../../domain/print/layout.ts'
import type { StoredPrint } from '../../domain/store/print-store.ts'
import { type TaggedBody, weakTag } from '../message/entity-tag.ts'
import type { Included } from './article-query.ts'
import type { PrintWithBody, RenderedSections } from './delivery.ts'

/** A part of a JSON response, and the same without views, which the entity tag is made from. */
export type Fragment = { body: Uint8Array; withoutViews: Uint8Array }

/** The members of an article: `include` adds, then `fields` removes. `id` and `revision` always stay. */
export type Shape = {
  include?: Included | undefined
  fields?: readonly string[] | undefined
  /** Returns the rendered sections, if `include` has renderings. */
  rendered?: RenderedSections | undefined
}

/** An article as an item of a collection. */
export function itemFragment(print: StoredPrint, { include, fields, rendered }: Shape): Fragment {
  const bytes = print.body && include ? withParts({ ...print, body: print.body }, include, rendered) : print.item
  return fields ? selectFields(bytes, print.views, fields) : withViews(bytes, print.layout.viewsAt, print.views)
}

/** A complete article, optionally with rendered sections in place of its own. */
export function articleFragment(
  { body, layout, views }: PrintWithBody,
  fields?: readonly string[],
  sections?: Uint8Array,
): Fragment {
  const [start, end] = layout.sections
  const bytes = sections ? Buffer.concat([body.subarray(0, start), sections, body.subarray(end)]) : body
  return fields ? selectFields(bytes, views, fields) : withViews(bytes, layout.viewsAt, views)
}

export function metadataFragment({ body, layout, views }: PrintWithBody): Fragment {
  const [start, end] = layout.metadata
  return withViews(body.subarray(start, end), layout.viewsAt - start, views)
}

/** A part without views. */
export function partFragment({ body }: PrintWithBody, [start, end]: Span): Fragment {
  const bytes = body.subarray(start, end)
  return { body: bytes, withoutViews: bytes }
}

/** The key takeaway at `span` of the body, with its article. */
export function takeawayFragment(print: PrintWithBody, [start, end]: Span): Fragment {
  const { body, withoutViews } = itemFragment(print, {})
  const around = (article: Uint8Array) =>
    Buffer.concat([takeawayHead, print.body.subarray(start, end), takeawayMiddle, article, close])
  return { body: around(body), withoutViews: around(withoutViews) }
}

/** `{"items":[…],…rest}`, with a weak entity tag made without views. */
export function collection(items: readonly Fragment[], rest: object): TaggedBody {
  const tail = Buffer.from(`],${JSON.stringify(rest).slice(1)}`)
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = [head]
  for (const [index, { body, withoutViews }] of items.entries()) {
    if (index > 0) chunks.push(comma)
    chunks.push(body)
    hash.update(withoutViews).update(comma)
  }
  chunks.push(tail)
  return { body: Buffer.concat(chunks), etag: weakTag(hash.update(tail).digest('base64url')) }
}

/** Positions of the elements of a JSON array in its bytes. */
export function elementSpans(array: Uint8Array): Span[] {
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

function withParts(print: PrintWithBody, { parts, renderings }: Included, rendered?: RenderedSections): Uint8Array {
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

function withViews(bytes: Uint8Array, viewsAt: number, views: number): Fragment {
  if (views === 0) return { body: bytes, withoutViews: bytes }
  const figure = Buffer.from(String(views))
  return { body: Buffer.concat([bytes.subarray(0, viewsAt), figure, bytes.subarray(viewsAt + 1)]), withoutViews: bytes }
}

function selectFields(bytes: Uint8Array, views: number, fields: readonly string[]): Fragment {
  const article: Record<string, unknown> = JSON.parse(Buffer.from(bytes).toString())
  const wanted = new Set(['id', 'revision', ...fields])
  const kept = Object.fromEntries(Object.entries(article).filter(([name]) => wanted.has(name)))
  const withoutViews = Buffer.from(JSON.stringify(kept))
  if (!kept['metadata']) return { body: withoutViews, withoutViews }
  return { body: Buffer.from(JSON.stringify({ ...kept, metadata: { ...kept['metadata'], views } })), withoutViews }
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
