/** A shortcode as it stands in a text (WordPress' Shortcode API). */
export type Shortcode = {
  name: string
  /** Named attributes, names in lower case. */
  attributes: ReadonlyMap<string, string>
  /** Attributes without a name, in order. */
  values: readonly string[]
  /** What stands between start and end; undefined where it has no end. */
  content: string | undefined
  /** Place of its first character in the text. */
  at: number
}

/** What becomes of a shortcode: HTML in its place, or undefined = it is no shortcode, but words in brackets. */
export type ShortcodeReader = (shortcode: Shortcode) => string | undefined

/**
 * Puts HTML in the place of shortcodes. `[[name]]` is a shortcode that is shown, not run. Those inside another one are
 * left to the reader of that one. Time is linear: every end is looked for once.
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
    const from = start + opening.length
    const after = start + whole.length - closing.length
    const end = closed === '/' ? undefined : nextEnd(ends, name, after)
    const content = end === undefined ? undefined : text.slice(after, end)
    const html = read({ name: name.toLowerCase(), ...readAttributes(written), content, at: from })
    if (html === undefined) continue
    result += text.slice(done, from) + html
    done = end === undefined ? after : end + name.length + 3
    tag.lastIndex = done
  }
  return result + text.slice(done)
}

/** `[name attributes]`, with the doubled brackets that would escape it. A name has no white space and none of `<>&/[]=`. */
const tag =
  /(\[?)\[([a-z][\w-]{0,60})(?![\w-])((?:[^\]"'/<[]|"[^"]{0,20000}"|'[^']{0,20000}'|["'](?![^\]])|\/(?!\]))*)(\/)?\](\]?)/gi

/** Places of `[/name]`, by name. */
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
  // Editors turn quotes into typographic ones, and spaces into unbreakable ones.
  const text = written.replace(/[\u00a0\u200b]/g, ' ').replace(/&#8220;|&#8221;|&#8243;|[“”″]/g, '"')
  for (const [, name, double, single, bare, ...loose] of text.matchAll(attribute)) {
    if (name !== undefined) attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '')
    else values.push(loose.find(one => one !== undefined)?.replace(/^=/, '') ?? '')
  }
  return { attributes, values }
}
