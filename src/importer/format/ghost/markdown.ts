import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/**
 * Converts the text of a Markdown card to HTML, as Ghost does (kg-markdown-html-renderer): CommonMark with tables, footnotes
 * and strikethrough, headings without a space (`##Title`), `~sub~`, `^sup^`, `==mark==`, and each line end as a line break.
 */
export function markdownHtml(source: string): string {
  return micromark(withSyntaxOfGhost(source), {
    allowDangerousHtml: true,
    extensions: [gfm({ singleTilde: false })],
    htmlExtensions: [gfmHtml()],
  })
}

const fence = /^ {0,3}(`{3,}|~{3,})/
const indented = /^(?: {4}|\t)/
const rawStart = /<(pre|script|style|textarea)\b/i
const heading = /^( {0,3}#{1,6})(?=[^#\s])/

/** Rewrites the syntax that the parser does not know. Code is not changed. */
function withSyntaxOfGhost(source: string): string {
  let open: string | undefined
  return source
    .split(/\r?\n/)
    .map(line => {
      const mark = fence.exec(line)?.[1]
      if (open !== undefined) {
        if (open.startsWith('<') ? line.toLowerCase().includes(open) : mark?.startsWith(open)) open = undefined
        return line
      }
      const raw = rawStart.exec(line)?.[1]?.toLowerCase()
      if (mark !== undefined) open = mark
      else if (raw !== undefined && !line.toLowerCase().includes(`</${raw}`)) open = `</${raw}`
      if (mark !== undefined || raw !== undefined || indented.test(line) || line.trim() === '') return line
      return withBreak(withInlineSyntax(line.replace(heading, '$1 ')))
    })
    .join('\n')
}

/** Two spaces at the end of a line are a line break. After a backslash there is one already. */
function withBreak(line: string): string {
  return line.endsWith('\\') ? line : `${line}  `
}

/** Limit of a mark, tag or address, in characters. */
const longest = 2000
/** The starts of code, escaped characters, tags and addresses, which are not changed, and of the marks. */
const starts = /`+|\\.|<|\]\(|https?:\/\/|~+|\^|==+/g
const ends = new Map([
  ['<', '>'],
  ['](', ')'],
  ['http://', ' '],
  ['https://', ' '],
])
const tags = new Map([
  ['~', 'sub'],
  ['^', 'sup'],
  ['==', 'mark'],
])

function withInlineSyntax(line: string): string {
  let result = ''
  let done = 0
  for (const { index, 0: start } of line.matchAll(starts)) {
    if (index < done || start.startsWith('\\')) continue
    const from = index + start.length
    const end = ends.get(start) ?? start
    // An address can end with the line.
    const size = `${line.slice(from, from + longest)} `.indexOf(end)
    const inner = line.slice(from, from + size)
    const tag = tags.get(start)
    const isMark = tag === 'mark' ? /^[^\s=]/.test(inner) && !inner.endsWith(' ') : /^[^\s[\]]+$/.test(inner)
    if (size < 0 || (tag !== undefined && !isMark)) continue
    const after = from + size + end.length
    result += line.slice(done, tag === undefined ? after : index)
    if (tag !== undefined) result += `<${tag}>${inner}</${tag}>`
    done = after
  }
  return result + line.slice(done)
}
