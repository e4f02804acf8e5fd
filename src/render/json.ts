import { legible } from '../domain/text/legible-text.ts'

/** JSON that every parser can decode: no lone surrogates, no control characters. */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, member) => (typeof member === 'string' ? legible(member) : member), indent)
}

/** JSON for an HTML `script` element: it cannot end the element or start a comment. */
export function toEmbeddedJson(value: unknown): string {
  return toJson(value).replace(/[<>&\u2028\u2029]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
