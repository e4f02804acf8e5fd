import MarkdownIt, { type MarkdownIt as Parser, type StateInline, type Token } from 'markdown-it'
import { type Inline, mergeRuns } from '../../../domain/body/inline.ts'

/** Limit of characters parsed for marks per source. Once it is exceeded, all later paragraphs stay text. */
const longestMarked = 500_000
/** Limit of characters of an address that begins with `www.`. */
const longestAddress = 500

export type Marks = {
  /** The runs of a paragraph. A line feed is a hard break. */
  read(text: string): Inline[]
  /** Whether text was not parsed because the source has too much text with marks. */
  isExhausted(): boolean
}

/**
 * Creates a reader of inline marks: CommonMark's strong, emphasis, code, links and backslash escapes, GFM's strikethrough,
 * and bare http and https URLs, which may begin with `www.`. Incomplete marks, raw HTML, images and bare email addresses
 * stay text, and so do character references, except in the target of a link.
 */
export function createMarks(): Marks {
  // Created on first use. Most articles have no marks.
  let parser: Parser | undefined
  let left = longestMarked
  return {
    isExhausted: () => left < 0,
    read(text) {
      if (!special.test(text)) return text === '' ? [] : [{ text }]
      left -= text.length
      if (left < 0) return [{ text }]
      parser ??= parserOf()
      return runsOf(parser.parseInline(text, {})[0]?.children ?? [])
    },
  }
}

/** Text without any of these has no marks. */
const special = /[*_`\\[<]|~~|:\/\/|www\./i

/** Targets of links that are kept: URLs and fragments of the same page. Other relative links have no meaning elsewhere. */
const keptTarget = /^(?:https?:\/\/[^/]|mailto:[^@\s]+@|tel:\+?\d|#.)/i

function parserOf(): Parser {
  const parser = new MarkdownIt('default', { html: false, linkify: true })
  parser.inline.ruler.disable(['entity', 'html_inline'])
  parser.inline.ruler.at('image', readImageAsText)
  parser.validateLink = url => keptTarget.test(url.trim())
  // The text of a bare URL stays as written; the default decodes it.
  parser.normalizeLinkText = text => text
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  parser.linkify.add('www.', wwwRule)
  for (const scheme of ['ftp:', '//', 'mailto:']) parser.linkify.add(scheme, null)
  return parser
}

/** Reads an image with its address as text. */
function readImageAsText(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax, md } = state
  if (!src.startsWith('![', pos)) return false
  const labelEnd = md.helpers.parseLinkLabel(state, pos + 1, false)
  if (labelEnd < 0 || src[labelEnd + 1] !== '(') return false
  const target = md.helpers.parseLinkDestination(src, nextNonSpace(src, labelEnd + 2), posMax)
  let end = nextNonSpace(src, target.ok ? target.pos : labelEnd + 2)
  const title = md.helpers.parseLinkTitle(src, end, posMax)
  if (title.ok) end = nextNonSpace(src, title.pos)
  if (end >= posMax || src[end] !== ')') return false
  if (!silent) state.push('text_special', '', 0).content = src.slice(pos, end + 1)
  state.pos = end + 1
  return true
}

function nextNonSpace(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n') at += 1
  return at
}

/** Addresses that begin with `www.`, as in GFM's autolinks. */
const wwwRule = {
  validate: (text: string, at: number) =>
    /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d{1,5})?(?:[/?#][^\s<>"“”]*[^\s<>"“”.,;:!?)'’]|\/)?/u.exec(
      text.slice(at, at + longestAddress),
    )?.[0].length ?? 0,
  normalize: (match: { url: string }) => {
    match.url = `http://${match.url}`
  },
}

function runsOf(tokens: readonly Token[]): Inline[] {
  const runs: Inline[] = []
  const open: Omit<Inline, 'text'>[] = [{}]
  for (const [at, token] of tokens.entries()) {
    const marks = open.at(-1) ?? {}
    if (token.nesting === 1) open.push({ ...marks, ...markOf(token) })
    else if (token.nesting === -1) {
      const isEmpty = tokens[at - 1]?.type === 'link_open'
      if (isEmpty && marks.link) runs.push({ ...marks, text: marks.link.href })
      open.pop()
    } else if (token.type === 'code_inline') runs.push({ text: token.content, ...marks, code: true })
    else if (token.type === 'softbreak' || token.type === 'hardbreak') runs.push({ text: '\n', ...marks })
    else runs.push({ text: token.content, ...marks })
  }
  return mergeRuns(runs)
}

function markOf(token: Token): Omit<Inline, 'text'> {
  if (token.type === 'strong_open') return { strong: true }
  if (token.type === 'em_open') return { emphasis: true }
  if (token.type === 's_open') return { strikethrough: true }
  const href = token.attrGet('href')
  const title = token.attrGet('title')
  if (token.type !== 'link_open' || !href) return {}
  return { link: title ? { href: String(href), title: String(title) } : { href: String(href) } }
}
