import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** Called with a description of an error that was repaired, for the notes of the item. */
export type ReportRepair = (detail: string) => void

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const reference = /&(?:#(\d{1,9});|#[xX]([\da-fA-F]{1,8});|([\w.:-]{1,40});)?/g

/**
 * Resolves the character references of XML, and those that only HTML has. A reference to a character that XML forbids is
 * removed, one to a C1 control means Windows-1252. An ampersand that begins no reference stays.
 */
export function resolveReferences(text: string, repair: ReportRepair): string {
  if (!text.includes('&')) return text
  const resolved = text.replace(reference, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return namedCharacter(whole, name, repair)
    if (decimal === undefined && hex === undefined) {
      repair('an ampersand that is not escaped')
      return whole
    }
    return numberedCharacter(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal), whole, repair)
  })
  return resolved.isWellFormed() ? resolved : resolved.toWellFormed()
}

function namedCharacter(whole: string, name: string, repair: ReportRepair): string {
  const character = Object.hasOwn(named, name) ? named[name] : undefined
  if (character !== undefined) return character
  const html = decodeNamedCharacterReference(name)
  repair(html ? `"${whole}" is a reference of HTML, not of XML` : `"${whole}" is not defined`)
  return html || whole
}

function numberedCharacter(code: number, whole: string, repair: ReportRepair): string {
  const isControl = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d
  const isSurrogate = code >= 0xd800 && code <= 0xdfff
  if (!isControl && !isSurrogate && code !== 0xfffe && code !== 0xffff && code <= 0x10ffff) {
    if (code < 0x80 || code > 0x9f) return String.fromCodePoint(code)
    repair(`"${whole}" was read as Windows-1252`)
    return new TextDecoder('windows-1252').decode(Uint8Array.of(code))
  }
  repair(`"${whole}" is not a character of XML`)
  // The two halves of a pair are joined by their order; a half alone is replaced later.
  if (isSurrogate) return String.fromCharCode(code)
  return code === 0x0b || code === 0x0c ? ' ' : ''
}

const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Removes characters that XML 1.0 forbids. Word processors write a vertical tab for a line break. */
export function withoutForbidden(text: string, repair: ReportRepair): string {
  if (!forbidden.test(text)) return text
  repair('a control character')
  return text.replace(/[\u000b\u000c]/g, ' ').replace(/[\u0000-\u0008\u000e-\u001f\ufffe\uffff]/g, '')
}

/**
 * Escapes every `<` outside of CDATA sections, comments and processing instructions that begins no tag, as in `A < B`.
 * Linear: a tag ends before the next `<`.
 */
export function escapeBareBrackets(text: string): string {
  return text.replace(markupOrBracket, found => (found === '<' ? '&lt;' : found))
}

const markupOrBracket =
  /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|<\?[^<>]*>|<![A-Z][^<>]*>|<\/?[A-Za-z_:\u0080-\uffff][^<>]*>|</g
