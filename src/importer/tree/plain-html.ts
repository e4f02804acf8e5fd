import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** The words of a short HTML text such as a title: tags left out, character references resolved, white space collapsed. */
export function plain(html: string): string {
  if (!/[<&]/.test(html)) return html.replace(/\s+/g, ' ').trim()
  const parted = html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<\/?(?:p|br|div|li|tr|td|h\d)\b[^<>]*>/gi, ' ')
  return references(parted.replace(/<\/?[a-z][^<>]*>/gi, ''))
    .replace(/\s+/g, ' ')
    .trim()
}

/** A text as it stands in HTML, in content and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`)
}

/** Character references resolved, as browsers do for those with a semicolon. */
export function references(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,31}));/gi, (whole, decimal, hex, name) => {
    if (name) return decodeNamedCharacterReference(name) || whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  })
}

/** What stands in the first element of a name; undefined where there is none. */
export function innerOf(html: string, name: string): string | undefined {
  const start = html.indexOf(`<${name}`)
  const from = start === -1 ? -1 : html.indexOf('>', start)
  const to = from === -1 ? -1 : html.indexOf(`</${name}`, from)
  return to === -1 ? undefined : html.slice(from + 1, to)
}
