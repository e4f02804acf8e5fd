/** A shortcode in a text (WordPress's Shortcode API). */
export type Shortcode = {
  name: string
  /** Named attributes, names in lower case. */
  attributes: ReadonlyMap<string, string>
  /** Attributes without a name, in order. */
  values: readonly string[]
  /** Text between start and end tag; undefined without an end tag. */
  content: string | undefined
  /** Offset in the text. */
  at: number
  /** Offset after the shortcode. */
  end: number
  /** Whether its tag ends in `/]`, so that it has no content. */
  isSelfClosing: boolean
  /** Whether nothing else is on its line or in its element. */
  isAlone: boolean
}

/** Converts a shortcode to HTML; undefined = it is text in brackets. */
export type ShortcodeReader = (shortcode: Shortcode) => string | undefined

/**
 * Replaces shortcodes with HTML, in linear time. `[[name]]` is an escaped shortcode. Nested shortcodes are left to the reader
 * of the outer one.
 */
export function expandShortcodes(text: string, read: ShortcodeReader): string {
  if (!text.includes('[')) return text
  const ends = endTags(text)
  let result = ''
  let done = 0
  tag.lastIndex = 0
  for (let match = tag.exec(text); match; match = tag.exec(text)) {
    const [whole, opening = '', name = '', written = '', closed, closing = ''] = match
    const start = match.index
    if (start < done) continue
    if (opening === '[' && closing === ']') {
      result += text.slice(done, start) + whole.slice(1, -1)
      done = start + whole.length
      continue
    }
    const escapedEnd = opening === '[' ? escapedEndOf(text, name, start + whole.length) : undefined
    if (escapedEnd !== undefined) {
      result += text.slice(done, start) + text.slice(start + 1, escapedEnd - 1)
      done = escapedEnd
      tag.lastIndex = done
      continue
    }
    const from = start + opening.length
    const after = start + whole.length - closing.length
    const end = closed === '/' ? undefined : nextEnd(ends, name, after)
    const content = end === undefined ? undefined : text.slice(after, end)
    const stop = end === undefined ? after : end + name.length + 3
    const html = read({
      name: name.toLowerCase(),
      ...readAttributes(written),
      content,
      at: from,
      end: stop,
      isSelfClosing: closed === '/',
      isAlone: isAlone(text, from, stop),
    })
    if (html === undefined) continue
    result += text.slice(done, from) + html
    done = stop
    tag.lastIndex = done
  }
  return result + text.slice(done)
}

function isAlone(text: string, from: number, to: number): boolean {
  return (
    /(?:^|[\n>])[ \t\r]*$/.test(text.slice(Math.max(0, from - 40), from)) &&
    /^[ \t\r]*(?:$|[\n<])/.test(text.slice(to, to + 40))
  )
}

/** The end of `[[name]text[/name]]`, an escaped shortcode with content; undefined if it is none. */
function escapedEndOf(text: string, name: string, from: number): number | undefined {
  const end = `[/${name}]]`
  const at = text.slice(from, from + escapedLimit).indexOf(end)
  return at === -1 ? undefined : from + at + end.length
}

/** Characters of the content of an escaped shortcode. */
const escapedLimit = 2000

/** `[name attributes]`, with the second bracket that escapes it. */
const tag =
  /(\[?)\[([a-z][\w-]{0,60})(?![\w-])((?:[^\]"'/<[]|"[^"]{0,20000}"|'[^']{0,20000}'|["'](?![^\]])|\/(?!\]))*)(\/)?\](\]?)/gi

/** Offsets of `[/name]`, by name. */
function endTags(text: string): Map<string, { places: number[]; next: number }> {
  const ends = new Map<string, { places: number[]; next: number }>()
  for (const match of text.matchAll(/\[\/([a-z][\w-]{0,60})\]/gi)) {
    const name = (match[1] ?? '').toLowerCase()
    const known = ends.get(name)
    if (known) known.places.push(match.index)
    else ends.set(name, { places: [match.index], next: 0 })
  }
  return ends
}

function nextEnd(ends: ReturnType<typeof endTags>, name: string, from: number): number | undefined {
  const own = ends.get(name.toLowerCase())
  if (!own) return undefined
  while ((own.places[own.next] ?? from) < from) own.next += 1
  return own.places[own.next]
}

const attribute = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))|"([^"]*)"|'([^']*)'|([^\s=]\S*)/g

function readAttributes(written: string): Pick<Shortcode, 'attributes' | 'values'> {
  const attributes = new Map<string, string>()
  const values: string[] = []
  // Editors replace quotes by typographic ones, and spaces by no-break spaces.
  const text = written.replace(/[\u00a0\u200b]/g, ' ').replace(/&#8220;|&#8221;|&#8243;|[“”″]/g, '"')
  for (const [, name, double, single, bare, ...loose] of text.matchAll(attribute)) {
    if (name !== undefined) attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '')
    else values.push(loose.find(one => one !== undefined)?.replace(/^=/, '') ?? '')
  }
  return { attributes, values }
}
