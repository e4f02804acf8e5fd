const illegible = /\p{Cs}|[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/v

/**
 * Text that every format can carry: line ends are line feeds; control characters and noncharacters are gone, of which XML
 * 1.0 (section 2.2) and HTML allow few; a lone surrogate, which has no UTF-8, is U+FFFD.
 */
export function legible(text: string): string {
  if (!illegible.test(text)) return text
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[[\p{Cc}--[\t\n]]\p{Noncharacter_Code_Point}]/gv, '')
}
