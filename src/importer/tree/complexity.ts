/** Limit of nested elements, twice that of browsers. The time of parsers grows with its square. */
const deepest = 1000
/** Limit of open formatting elements times tags: parsers reopen each of them in every paragraph. */
const maxReopened = 500_000

/** A text with fewer tags is never too complex. */
const harmless = 700

const isVoid = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|!.*)$/
/** Elements with an optional end tag. */
const isImplied = /^(p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|rb|rt|rp|html|head|body)$/
const isFormatting = /^(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)$/
/** Elements that the end tag of an outer element does not close. */
const isBoundary = /^(applet|marquee|object|table|template|select|math|svg)$/
/** Elements that the end tag of an outer phrasing element does not close. */
const isSpecial =
  /^(address|article|aside|blockquote|button|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|frameset|h[1-6]|header|hgroup|iframe|listing|main|menu|nav|noembed|noframes|noscript|ol|plaintext|pre|script|search|section|style|summary|textarea|title|ul|xmp)$/

/** Levels that an element can add, with the elements that parsers insert, such as `tbody` and `tr`. */
function levelsOf(name: string): number {
  if (name === 'table') return 5
  if (/^(dir|dl|menu|ol|ruby|select|ul)$/.test(name)) return 3
  return /^(applet|button|marquee|object|template)$/.test(name) ? 2 : 1
}

/**
 * Whether HTML is nested too deeply to be parsed in linear time.
 *
 * @param otherNodes number of nodes between and after the parts
 */
export function isTooComplex(html: readonly string[], otherNodes = 0): boolean {
  if (otherNodes + html.reduce((sum, part) => sum + tagsIn(part), 0) <= harmless) return false
  const elements = openElements()
  const formatting = openFormatting()
  let tags = otherNodes
  for (const part of html) {
    for (const { slash, name } of tagsOf(part)) {
      tags += 1
      if (isVoid.test(name) || isImplied.test(name)) continue
      const open = isFormatting.test(name) ? formatting : elements
      if (slash === '') open.start(name)
      else open.end(name)
      if (elements.depth() + formatting.depth() > deepest) return true
    }
  }
  return formatting.most() > 20 && formatting.most() * tags > maxReopened
}

/** The tags of HTML, without those in scripts, styles and comments (HTML, 13.2.5.4). */
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

/** End of a script, style or comment; the end of the text if it is not closed. */
function endOf(html: string, end: string, from: number): number {
  const pattern = end === '-->' ? /-->/g : end === '</script' ? /<\/script/gi : /<\/style/gi
  pattern.lastIndex = from
  return pattern.exec(html)?.index ?? html.length
}

/** The stack of open elements (HTML, 13.2.4.2). An end tag without an element that it can close is ignored. */
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

/** Open formatting elements. Each is closed by its own end tag at any depth. */
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

/** Upper limit of the number of tags in a text: its number of `<`. */
export function tagsIn(html: string): number {
  let count = 0
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) count += 1
  return count
}

/** The words of HTML that is too complex to parse, without tags, scripts and styles. */
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
