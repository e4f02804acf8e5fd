import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it'
import { type Inline, mergeRuns } from '../../../domain/body/inline.ts'

/** Limit of characters parsed for marks per source. The rest is kept as text. */
const longestMarked = 500_000

export type Marks = {
  /** The runs of a paragraph. A line feed is a hard break. */
  read(text: string): Inline[]
  /** Whether text was not parsed because of the limit. */
  isExhausted(): boolean
}

/**
 * Creates a reader of inline marks: CommonMark's strong, emphasis, code, links and backslash escapes, GFM's strikethrough,
 * and bare addresses. Incomplete marks, raw HTML, character references and images stay text.
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

/** Schemes of links that are kept. Relative links have no meaning outside of their page. */
const followed = /^(?:https?:\/\/[^/]|mailto:[^@\s]+@|tel:\+?\d|#.)/i

function parserOf(): Parser {
  const parser = new MarkdownIt('default', { html: false, linkify: true })
  parser.inline.ruler.disable(['entity', 'image', 'html_inline'])
  parser.validateLink = url => followed.test(url.trim())
  parser.normalizeLinkText = text => text
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  parser.linkify.add('www.', wwwRule)
  for (const scheme of ['ftp:', '//', 'mailto:']) parser.linkify.add(scheme, null)
  return parser
}

/** Addresses that begin with `www.`, as in GFM's autolinks. */
const wwwRule = {
  validate: (text: string, at: number) =>
    /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:\/[^\s<>"“”]*[^\s<>"“”.,;:!?)'’])?/u.exec(text.slice(at, at + 500))?.[0]
      .length ?? 0,
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
