export const fidelityParts = ['words', 'headings', 'lists', 'images', 'links', 'tables', 'code'] as const

/** The texts of each kind of part, in their order, as they are compared; of images, the names of their files. */
export type Parts = Record<(typeof fidelityParts)[number], string[]>

/** Tags of Liquid, Nunjucks and Hugo; what stands between `raw` and `endraw` is shown as it stands. */
export const template =
  /\{%-?\s*raw\s*-?%\}([\s\S]{0,5000}?)\{%-?\s*endraw\s*-?%\}|\{%[\s\S]{0,5000}?%\}|\{\{[\s\S]{0,5000}?\}\}/g

/** A text as it is shown where tags stay as they stand, in code: without any, so that both sides are the same. */
export function withoutTemplates(text: string): string {
  return text.replace(template, (_, raw?: string) => raw ?? ' ').replace(template, ' ')
}

/** Words as they are compared: without case, marks and what stands between them. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

/** The name of the file at an address, without templates. */
export function fileOf(url: string): string {
  return url
    .replace(/%EF%B7%90|\ufdd0/g, '')
    .replace(/[?#].*$/, '')
    .replace(/^.*\//, '')
}
