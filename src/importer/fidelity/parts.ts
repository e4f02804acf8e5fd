export const fidelityParts = ['words', 'headings', 'lists', 'images', 'links', 'tables', 'code'] as const

/** Texts of each kind of part, in order, normalized for comparison. Images are represented by their file names. */
export type Parts = Record<(typeof fidelityParts)[number], string[]>

/** Limit of a template tag, in characters. */
const longestTag = 5000

const rawTag = /^-?\s*raw\s*-?$/
const endRawTag = /\{%-?\s*endraw\s*-?%\}/g

/** Replaces each tag of Liquid, Nunjucks and Hugo, in linear time. Keeps the text between `raw` and `endraw`. */
export function replaceTemplates(text: string, replacement: string): string {
  const rawEnds = [...text.matchAll(endRawTag)]
  const ends = { '{%': nextOf(text, '%}'), '{{': nextOf(text, '}}') }
  let result = ''
  let copied = 0
  for (let at = text.indexOf('{'); at >= 0; ) {
    const open = text.slice(at, at + 2)
    const end = open === '{%' || open === '{{' ? ends[open](at + 2) : -1
    if (end < 0 || end - at > longestTag) {
      at = text.indexOf('{', at + 1)
      continue
    }
    const next = end + 2
    while (rawEnds[0] && rawEnds[0].index < next) rawEnds.shift()
    const rawEnd = open === '{%' && rawTag.test(text.slice(at + 2, end)) ? rawEnds[0] : undefined
    result += text.slice(copied, at) + (rawEnd ? text.slice(next, rawEnd.index) : replacement)
    copied = rawEnd ? rawEnd.index + rawEnd[0].length : next
    at = text.indexOf('{', copied)
  }
  return result + text.slice(copied)
}

/** Returns a search for a word from increasing offsets. */
function nextOf(text: string, word: string): (from: number) => number {
  let found = 0
  return from => {
    if (found >= 0 && found < from) found = text.indexOf(word, from)
    return found
  }
}

/** Removes template tags, which may be kept as text in code, so that both sides are equal. */
export function withoutTemplates(text: string): string {
  const once = replaceTemplates(text, ' ')
  return replaceTemplates(once, ' ')
}

/** Words in lower case, without punctuation. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  )
}

/** The file name in an address, without templates. */
export function fileOf(url: string): string {
  return url
    .replace(/%EF%B7%90|\ufdd0/g, '')
    .replace(/[?#].*$/s, '')
    .replace(/^.*\//, '')
}
