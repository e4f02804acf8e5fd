import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** Converts short HTML, such as a title, to plain text: no tags, character references resolved, white space collapsed. */
export function plain(html: string): string {
  if (!/[<&]/.test(html)) return html.replace(/\s+/g, ' ').trim()
  const parted = html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<\/?(?:p|br|div|li|tr|td|h\d)\b[^<>]*>/gi, ' ')
  return references(parted.replace(/<\/?[a-z][^<>]*>/gi, ''))
    .replace(/\s+/g, ' ')
    .trim()
}

/** Escapes a text for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}

/** Resolves character references with a semicolon, as browsers do. */
export function references(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,31}));/gi, (whole, decimal, hex, name) => {
    if (name) return decodeNamedCharacterReference(name) || whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
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
