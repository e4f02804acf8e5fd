/** Deepest nesting of elements that is read, twice that of browsers: parsers take the square of it. */
const deepest = 1000
/** Elements of formatting that may be open at once, times what stands in them: each is opened anew in every paragraph. */
const mostReopened = 500_000

/** So few tags are never too many, however they nest. */
const harmless = 700

const isVoid = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|!.*)$/
/** Elements whose end tag may be left out: the next of their kind ends them. */
const isImplied = /^(p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rb|rt|rp|html|head|body)$/
const isFormatting = /^(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)$/
/** Elements that no end tag of another element closes. */
const isBoundary = /^(applet|marquee|object|table|template|select|math|svg)$/
/** Elements that the end tags of phrasing elements do not close. */
const isSpecial =
  /^(address|article|aside|blockquote|button|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|frameset|h[1-6]|header|hgroup|iframe|listing|main|menu|nav|noembed|noframes|noscript|ol|plaintext|pre|script|search|section|style|summary|textarea|title|ul|xmp)$/

/** Levels of an element with those in it whose tags may be left out, such as `tbody`, `tr`, `td` and `p`. */
function levelsOf(name: string): number {
  if (name === 'table') return 5
  if (/^(dir|dl|menu|ol|ruby|select|ul)$/.test(name)) return 3
  return /^(applet|button|marquee|object|template)$/.test(name) ? 2 : 1
}

/**
 * Whether HTML nests so deep that no parser of ours can read it in a time in proportion to its length.
 *
 * @param around nodes that stand between and after the pieces of HTML
 */
export function isTooComplex(html: readonly string[], around = 0): boolean {
  if (around + html.reduce((sum, piece) => sum + tagsIn(piece), 0) <= harmless) return false
  const elements = openElements()
  const formatting = openFormatting()
  let tags = around
  for (const piece of html) {
    for (const { slash, name } of tagsOf(piece)) {
      tags += 1
      if (isVoid.test(name) || isImplied.test(name)) continue
      const open = isFormatting.test(name) ? formatting : elements
      if (slash === '') open.start(name)
      else open.end(name)
      if (elements.depth() + formatting.depth() > deepest) return true
    }
  }
  return formatting.most() > 20 && formatting.most() * tags > mostReopened
}

/** The tags of HTML; what stands in scripts, styles and comments is none (HTML, 13.2.5.4). */
function* tagsOf(html: string): Generator<{ slash: string; name: string }> {
  const tag = /<(\/?)([a-z!][^\s/>]*)/gi
  for (let found = tag.exec(html); found; found = tag.exec(html)) {
    const [, slash = '', written = ''] = found
    const name = written.toLowerCase()
    yield { slash, name }
    const end = name.startsWith('!--') ? '-->' : slash === '' && /^(?:script|style)$/.test(name) ? `</${name}` : ''
    if (end !== '') tag.lastIndex = endOf(html, end, tag.lastIndex)
  }
}

/** Where a script, a style or a comment ends; the end of the text where nothing ends it. */
function endOf(html: string, end: string, from: number): number {
  const pattern = end === '-->' ? /-->/g : end === '</script' ? /<\/script/gi : /<\/style/gi
  pattern.lastIndex = from
  return pattern.exec(html)?.index ?? html.length
}

/** The stack of open elements (HTML, 13.2.4.2): an end tag changes nothing where no such element can be closed. */
function openElements() {
  const stack: string[] = []
  const counts = new Map<string, number>()
  let depth = 0
  const isClosable = (name: string) => {
    if (!counts.get(name)) return false
    for (let at = stack.length - 1; at >= 0 && stack[at] !== name; at -= 1) {
      const inner = stack[at] ?? ''
      if (!isBoundary.test(name) && (isBoundary.test(inner) || (!isSpecial.test(name) && isSpecial.test(inner))))
        return false
    }
    return true
  }
  return {
    depth: () => depth,
    start(name: string) {
      stack.push(name)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      depth += levelsOf(name)
    },
    end(name: string) {
      if (!isClosable(name)) return
      for (let open = stack.pop(); open !== undefined; open = open === name ? undefined : stack.pop()) {
        counts.set(open, (counts.get(open) ?? 1) - 1)
        depth -= levelsOf(open)
      }
    },
  }
}

/** Elements of formatting: each ends with a tag of its own, wherever it stands. */
function openFormatting() {
  const counts = new Map<string, number>()
  let depth = 0
  let most = 0
  return {
    depth: () => depth,
    most: () => most,
    start(name: string) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      depth += 1
      most = Math.max(most, depth)
    },
    end(name: string) {
      const count = counts.get(name) ?? 0
      if (count === 0) return
      counts.set(name, count - 1)
      depth -= 1
    },
  }
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
  const parts: string[] = []
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at)
    parts.push(html.slice(at, open < 0 ? undefined : open))
    if (open < 0) break
    const name = /^<(script|style|textarea)\b/i.exec(html.slice(open, open + 10))?.[1]?.toLowerCase()
    const from = name === undefined ? -1 : lower.indexOf(`</${name}`, open)
    if (name !== undefined && from < 0) break
    const close = html.indexOf('>', Math.max(from, open))
    if (close < 0) break
    at = close + 1
  }
  return parts.filter(part => part !== '').join(' ')
}
