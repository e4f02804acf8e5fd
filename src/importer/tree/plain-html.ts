import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** Converts short HTML, such as a title, to plain text: no tags, character references resolved, white space collapsed. */
export function plain(html: string): string {
  if (!/[<&]/.test(html)) return html.replace(/\s+/g, ' ').trim()
  const parted = html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<\/?(?:p|br|div|li|tr|td|h\d)\b[^<>]*>/gi, ' ')
  return references(parted.replace(/<\/?[a-z][^<>]*>/gi, ''))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Elements that only format words. A text can speak of other elements: "The <video> element". */
const formatting =
  /^(?:a|abbr|b|bdi|bdo|big|br|center|cite|code|del|dfn|div|em|font|i|img|ins|kbd|mark|p|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)$/i
const isVoid = /^(?:br|img|wbr)$/i

/**
 * Converts a text that may contain HTML, such as the title in front matter, to plain text. Unlike `plain`, it keeps tags that
 * are words of the text: those in backticks, and those of elements that do not format words or are never closed.
 */
export function plainLine(text: string): string {
  if (!/[<&]/.test(text)) return text
  const tag = (whole: string, slash: string, name: string) => {
    if (!formatting.test(name)) return whole
    if (isVoid.test(name)) return ' '
    const isPaired = lower.includes(slash === '' ? `</${name.toLowerCase()}` : `<${name.toLowerCase()}`)
    return isPaired ? (/^(?:p|div)$/i.test(name) ? ' ' : '') : whole
  }
  const lower = text.toLowerCase()
  return text
    .split(/(`[^`]*`)/)
    .map((part, at) =>
      at % 2 ? part : references(part.replace(/<!--[^<>]*-->/g, '').replace(/<(\/?)([a-z][a-z\d]*)\b[^<>]*>/gi, tag)),
    )
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Escapes a text for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}

/** Resolves character references as browsers do: numbers of C1 controls mean Windows-1252, and need no semicolon. */
export function references(text: string): string {
  return text.replace(/&(?:#(\d{1,7});?|#x([\da-f]{1,6});?|(\w{2,31});)/gi, (whole, decimal, hex, name) => {
    if (name) return decodeNamedCharacterReference(name) || whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    if (code >= 0x80 && code <= 0x9f) return new TextDecoder('windows-1252').decode(Uint8Array.of(code))
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}

/** Inner HTML of the first element with a name; undefined if there is none. */
export function innerOf(html: string, name: string): string | undefined {
  const start = html.indexOf(`<${name}`)
  const from = start === -1 ? -1 : html.indexOf('>', start)
  const to = from === -1 ? -1 : html.indexOf(`</${name}`, from)
  return to === -1 ? undefined : html.slice(from + 1, to)
}
