/** Deepest nesting of elements that is read, twice that of browsers: parsers take the square of it. */
const deepest = 1000
/** Elements of formatting that may be open at once, times what stands in them: each is opened anew in every paragraph. */
const mostReopened = 500_000

/** So few tags are never too many, however they nest. */
const harmless = 700

const isVoid = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|!.*)$/i
/** Elements whose end tag may be left out: the next of their kind ends them. */
const isImplied = /^(p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rb|rt|rp|html|head|body)$/i
const isFormatting = /^(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)$/i

/**
 * Whether HTML nests so deep that no parser of ours can read it in a time in proportion to its length.
 *
 * @param around nodes that stand between and after the pieces of HTML
 */
export function isTooComplex(html: readonly string[], around = 0): boolean {
  if (around + html.reduce((sum, piece) => sum + tagsIn(piece), 0) <= harmless) return false
  let depth = 0
  let formatting = 0
  let tags = around
  let mostFormatting = 0
  for (const piece of html) {
    for (const [tag, slash = '', name = ''] of piece.matchAll(/<(\/?)([a-z!][^\s/>]*)/gi)) {
      tags += tag === '' ? 0 : 1
      if (isVoid.test(name)) continue
      const step = slash === '' ? 1 : -1
      if (isFormatting.test(name)) formatting = Math.max(0, formatting + step)
      else if (!isImplied.test(name)) depth = Math.max(0, depth + step)
      mostFormatting = Math.max(mostFormatting, formatting)
      if (depth + formatting > deepest) return true
    }
  }
  return mostFormatting > 20 && mostFormatting * tags > mostReopened
}

/** How many tags a text can hold: as many as it has characters that open one. */
export function tagsIn(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) count += 1
  return count
}

/** The words of HTML that cannot be parsed: tags out, scripts and styles with all they hold. */
export function strippedText(html: string): string {
  const lower = html.toLowerCase()
  let text = ''
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    if (open < 0) return text + html.slice(at)
    text += html.slice(at, open)
    const name = /^<(script|style|textarea)\b/i.exec(html.slice(open, open + 10))?.[1]?.toLowerCase()
    const from = name === undefined ? -1 : lower.indexOf(`</${name}`, open)
    if (name !== undefined && from < 0) return text
    const close = html.indexOf('>', Math.max(from, open))
    if (close < 0) return text
    at = close + 1
    if (!text.endsWith(' ')) text += ' '
  }
  return text
}
