import { parseJson } from '../../json/parse.ts'
/** A block of the block editor: the text between its comments, split at nested blocks. */
export type EditorBlock = {
  /** Without `core/`; undefined for text outside of blocks. */
  name: string | undefined
  attributes: Readonly<Record<string, unknown>>
  /** HTML and the blocks in it, in order. */
  parts: (string | EditorBlock)[]
  /** Whether its comment is self-closing: WordPress renders its content. */
  isEmpty: boolean
  /** Offset of its comment in the text. */
  at: number
}

export function hasBlocks(html: string): boolean {
  return html.includes('<!-- wp:')
}

/**
 * Splits a text into its blocks (the grammar of `<!-- wp:name {"json"} -->`), in linear time. Ignores unpaired comments.
 */
export function readBlocks(html: string): EditorBlock[] {
  const root: EditorBlock = { name: undefined, attributes: {}, parts: [], isEmpty: false, at: 0 }
  const open = [root]
  let done = 0
  for (const { start, end, text } of comments(html)) {
    const [whole, slash, written = '', json, empty] = comment.exec(text) ?? []
    if (whole === undefined) continue
    const name = written.replace(/^core\//, '')
    open.at(-1)?.parts.push(html.slice(done, start))
    done = end
    if (slash === '/') {
      const own = open.findLastIndex(one => one.name === name)
      if (own > 0) open.length = own
      continue
    }
    const block = { name, attributes: readAttributes(json), parts: [], isEmpty: empty === '/', at: start }
    open.at(-1)?.parts.push(block)
    if (empty !== '/' && open.length < depthLimit) open.push(block)
  }
  root.parts.push(html.slice(done))
  return root.parts.map(part =>
    typeof part === 'string' ? { name: undefined, attributes: {}, parts: [part], isEmpty: false, at: 0 } : part,
  )
}

/** The HTML of a block, without the comments. */
export function innerHtml({ parts }: EditorBlock): string {
  return parts.map(part => (typeof part === 'string' ? part : innerHtml(part))).join('')
}

const depthLimit = 100

const comment = /^\s*(\/)?wp:((?:[a-z][a-z0-9_-]*\/)?[a-z][a-z0-9_-]*)(?:\s+(\{[\s\S]*\}))?\s*(\/)?$/

/** Comments with their text. Attributes never contain `<!--`, so each begins at the last one before its end. */
function* comments(html: string): Generator<{ start: number; end: number; text: string }> {
  let done = 0
  for (let close = html.indexOf('-->'); close !== -1; close = html.indexOf('-->', done)) {
    const before = html.slice(done, close)
    const at = before.lastIndexOf('<!--')
    if (at !== -1) yield { start: done + at, end: close + 3, text: before.slice(at + 4).trim() }
    done = close + 3
  }
}

function readAttributes(json: string | undefined): Record<string, unknown> {
  if (json === undefined) return {}
  try {
    const value: unknown = parseJson(json)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
