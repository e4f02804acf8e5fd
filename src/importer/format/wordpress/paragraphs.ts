/**
 * Adds paragraphs to text of the classic editor, which stores them as blank lines and line breaks as line ends (like
 * WordPress's `wpautop`), in linear time. Block elements and listings stay unchanged.
 */
export function paragraphs(html: string): string {
  const text = html.includes('\r') ? html.replace(/\r\n?/g, '\n') : html
  const open: string[] = []
  let result = ''
  let done = 0
  for (const match of text.matchAll(token)) {
    if (match.index < done) continue
    const [whole, verbatimTag, slash, name = ''] = match
    if (verbatimTag !== undefined) {
      const end = endOf(text, verbatimTag.toLowerCase(), match.index)
      result += inParagraphs(text.slice(done, match.index), open) + text.slice(match.index, end)
      done = end
      continue
    }
    result += inParagraphs(text.slice(done, match.index), open) + whole
    done = match.index + whole.length
    track(open, name.toLowerCase(), slash === '/')
  }
  return result + inParagraphs(text.slice(done), open)
}

const blocks =
  'table|thead|tfoot|caption|colgroup|col|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|form|map|area|blockquote|address|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|main|video|audio|iframe|object'
const token = new RegExp(
  `<(pre|script|style|textarea|svg|math)\\b|<(/?)(${blocks})(?![\\w-])(?:"[^"<]*"|'[^'<]*'|[^<>"'])*>`,
  'gi',
)

/** Elements whose text needs no paragraph. */
const inlineParents = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'figcaption',
  'caption',
  'legend',
  'summary',
  'dt',
  'address',
])
/** Elements whose text becomes paragraphs only if blank lines separate it. */
const mixedParents = new Set(['li', 'td', 'th', 'dd', 'div'])
/** Elements without text between their children. */
const structureParents = new Set([
  'table',
  'thead',
  'tbody',
  'tfoot',
  'tr',
  'colgroup',
  'ul',
  'ol',
  'menu',
  'dl',
  'video',
  'audio',
  'iframe',
  'object',
])
const isVoid = new Set(['hr', 'col', 'area'])

function track(open: string[], name: string, isEnd: boolean): void {
  if (isVoid.has(name)) return
  if (!isEnd) {
    if (open.length < 1000) open.push(name)
    return
  }
  const last = open.lastIndexOf(name)
  if (last !== -1) open.length = last
}

function inParagraphs(text: string, open: readonly string[]): string {
  if (text.trim() === '') return text
  const parent = open.at(-1)
  if (parent !== undefined && structureParents.has(parent)) return text
  if (parent !== undefined && inlineParents.has(parent)) return withLineBreaks(text)
  const parts = !text.includes('\n') ? [text] : text.split(/\n[ \t\u00a0]*\n\s*/).filter(part => part.trim() !== '')
  if (parts.length < 2 && parent !== undefined && (mixedParents.has(parent) || parent === 'figure'))
    return withLineBreaks(text)
  return parts.map(part => `<p>${withLineBreaks(part.trim())}</p>`).join('\n')
}

/** Converts line ends to line breaks, except inside tags and after a line break. */
function withLineBreaks(text: string): string {
  if (!text.includes('\n')) return text
  const lead = /^\s*/.exec(text)?.[0] ?? ''
  const words = text.trim()
  const tail = text.slice(lead.length + words.length)
  const lined = words
    .split(/(<[^<>]*>)/)
    .map((part, index, all) => {
      if (index % 2 === 1) return part
      const afterBreak = /^<br\b/i.test(all[index - 1] ?? '')
      const [first = '', ...lines] = part.split('\n')
      if (afterBreak && first.trim() === '' && lines.length > 0)
        return ` ${lines.map(line => line.trimEnd()).join('<br>\n')}`
      return lines.length === 0 ? part : [first.trimEnd(), ...lines].join('<br>\n')
    })
    .join('')
  return lead + lined + tail
}

function endOf(text: string, name: string, from: number): number {
  const wanted = name.toLowerCase()
  const end = /<\/(pre|script|style|textarea|svg|math)\s*>/gi
  end.lastIndex = from
  for (let match = end.exec(text); match; match = end.exec(text))
    if (match[1]?.toLowerCase() === wanted) return end.lastIndex
  return text.length
}
