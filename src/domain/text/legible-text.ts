/** All of these code units, and surrogates. Much faster than the exact expression. */
const suspect = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/
const illegible = /\p{Cs}|[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/v

/**
 * Text that every format can represent. Line ends become line feeds; control characters and noncharacters are removed,
 * because XML 1.0 (section 2.2) and HTML forbid most of them; a lone surrogate, which UTF-8 cannot encode, becomes
 * U+FFFD.
 */
export function legible(text: string): string {
  if (!suspect.test(text) || !illegible.test(text)) return text
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/gv, '')
}
