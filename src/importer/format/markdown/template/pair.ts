import { calloutKind } from '../../../blocks/quote.ts'
import { excerpt } from '../../../fact/report.ts'
import { fenceRanges } from '../fence-range.ts'
import { type Arguments, argumentsOf, named } from './argument.ts'
import { hexoTags } from './hexo.ts'
import type { ScanContext } from './tag.ts'

type Open = { name: string; index: number; depth: number }

/** The name and arguments in an opening tag. */
const opening = /^([\w/-]+)(.*)$/s
/** The name in a closing tag: `/name` in Hugo, `endname` in Liquid. */
const closing = /^(?:\/\s*|end)([\w/-]+)$/
const listing = /^highlight\s+"?([\w+#-]+)/
const listingEnd = /^(?:\/\s*|end)(?:highlight|codeblock|code)$/
const codeblock = /^code(?:block)?\b(.*)$/s
/** A Hugo tag among other text. */
const inlineTag = /(\{\{[<%][^{}\n]{1,1000}[>%]\}\})/
const remarkStart = /^[ \t]*\{%-?\s*(?:comment|capture)\b[^%\n]*%\}/
const remarkEnd = /\{%-?\s*end(?:comment|capture)\s*-?%\}/

/** The text of a tag alone on its line (`{{< tag >}}`, `{{% tag %}}`, `{% tag %}`); empty for other lines. */
function tagIn(line: string): string {
  if (!line.includes('%}') && !line.includes('>}}')) return ''
  const tag = line.trim()
  const isHugo = /^\{\{[<%]/.test(tag) && /[>%]\}\}$/.test(tag)
  const isLiquid = tag.startsWith('{%') && tag.endsWith('%}')
  const text = isHugo ? tag.slice(3, -3) : isLiquid ? tag.slice(2, -2).replace(/^-|-$/g, '') : ''
  return /\}|\{\{/.test(text) || (isLiquid && text.includes('{')) ? '' : text.trim()
}

/** Converts paired tags, each on a line of its own: listings to fences, callouts to `:::`. Removes comments. */
export function pairedTags(source: string, context: ScanContext): string {
  if (!source.includes('{%') && !source.includes('{{')) return source
  const parts = fenceRanges(source).map(({ start, end, isCode }) => {
    const text = source.slice(start, end)
    return isCode ? text : pairedLines(hexoTags(text), context)
  })
  return parts.join('')
}

function pairedLines(text: string, context: ScanContext): string {
  const lines = text.split('\n')
  comments(lines, context)
  listings(lines)
  quotes(lines)
  buttons(lines)
  callouts(lines, context)
  return lines.join('\n')
}

function comments(lines: string[], { reporter }: ScanContext): void {
  let last = lines.length
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? ''
    if (remarkEnd.test(line)) last = index
    if (!remarkStart.test(line) || last === lines.length) continue
    const rest = (lines[last] ?? '').replace(/^[\s\S]*?\{%-?\s*end(?:comment|capture)\s*-?%\}/, '')
    reporter.consume('template-comment', lines.slice(index, last + 1).join('\n'))
    for (let inner = index; inner <= last; inner += 1) lines[inner] = ''
    lines[last] = rest
    last = lines.length
  }
}

function listings(lines: string[]): void {
  let last: number | undefined
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? ''
    const tag = tagIn(line)
    if (listingEnd.test(tag)) last = index
    const info = infoOf(tag)
    if (info === undefined || last === undefined) continue
    const longest = lines
      .slice(index, last)
      .reduce((most, one) => Math.max(most, /^\s*(`{3,})/.exec(one)?.[1]?.length ?? 2), 2)
    const fence = '`'.repeat(longest + 1)
    lines[index] = `${fence}${info}`
    lines[last] = fence
    last = undefined
  }
}

/** The info string of a listing: Jekyll's `highlight js`, and `codeblock Title lang:js url` of Octopress and Hexo. */
function infoOf(tag: string): string | undefined {
  const language = listing.exec(tag)?.[1]
  if (language !== undefined) return language
  const rest = codeblock.exec(tag)?.[1]
  if (rest === undefined) return undefined
  const stated = /\blang(?:uage)?:\s?([\w+#-]+)/.exec(rest)?.[1]
  const [words = ''] = rest.split(/https?:\/\//, 1)
  const title = words
    .replace(/\b[a-z_]{1,30}:\s?\S{1,200}/g, '')
    .trim()
    .replace(/"/g, "'")
  return `${stated ?? (title === '' ? '' : 'text')}${title === '' ? '' : ` title="${title}"`}`
}

/** `blockquote Author, Source url`, `quote` and `pullquote` of Octopress and Hexo. */
function quotes(lines: string[]): void {
  let last: number | undefined
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const tag = tagIn(lines[index] ?? '')
    if (/^end(?:block|pull)?quote$/.test(tag)) last = index
    const by = /^(?:block|pull)?quote\b(.*)$/s.exec(tag)?.[1]?.trim()
    if (by === undefined || last === undefined) continue
    const url = /\bhttps?:\/\/[^\s"<>]+/.exec(by)?.[0]
    const name = by
      .replace(/\bhttps?:\/\/\S+/, '')
      .trim()
      .replace(/[<>&]/g, '')
    const words = url === undefined ? name : `<a href="${url}">${name || url}</a>`
    for (let inner = index + 1; inner < last; inner += 1) lines[inner] = `> ${lines[inner]}`
    lines[index] = ''
    lines[last] = words === '' ? '' : `>\n> <footer>${words}</footer>\n`
    last = undefined
  }
}

/** A paired shortcode with an address, on one line, is a link. */
function buttons(lines: string[]): void {
  for (const [index, line] of lines.entries()) {
    if (!line.includes('{{')) continue
    const parts = line.split(inlineTag)
    const found: string[] = []
    for (let at = 0; at < parts.length; at += 1) {
      const [start = '', words = '', end = ''] = parts.slice(at, at + 3)
      const link = at % 2 === 1 ? buttonOf(start, words, end) : undefined
      found.push(link ?? start)
      if (link !== undefined) at += 2
    }
    lines[index] = found.join('')
  }
}

function buttonOf(start: string, words: string, end: string): string | undefined {
  const [, name, args = ''] = opening.exec(start.slice(3, -3).trim()) ?? []
  if (name === undefined || closing.exec(end.slice(3, -3).trim())?.[1] !== name) return undefined
  const url = named(argumentsOf(args), 'href', 'url', 'link')
  return url === undefined || words.trim() === '' || /[{}]/.test(words)
    ? undefined
    : `[${words.trim()}](<${url.replace(/[<>]/g, encodeURIComponent)}>)`
}

/** Inner containers have fewer colons: a container ends at the first line with at least as many as its own. */
function callouts(lines: string[], { reporter }: ScanContext): void {
  const open: Open[] = []
  for (const [index, line] of lines.entries()) {
    const tag = tagIn(line)
    const name = closing.exec(tag)?.[1]
    const at = name === undefined ? -1 : open.findLastIndex(one => one.name === name)
    if (at >= 0) {
      const { index: start, depth } = open[at] ?? { index, depth: 0 }
      const colons = ':'.repeat(Math.max(3, 20 - depth))
      reporter.note('template-translated', `${excerpt(lines[start] ?? '')} was read as a callout.`)
      lines[start] = colons + head(lines[start] ?? '')
      lines[index] = colons
      open.length = at
      continue
    }
    const called = opening.exec(tag)?.[1]
    if (called !== undefined && open.length < 16 && isCallout(called))
      open.push({ name: called, index, depth: open.length })
  }
}

function isCallout(name: string): boolean {
  return calloutKind(name) !== undefined || /^(expand|accordion|collapse|toggle|box|panel|alertbox)$/i.test(name)
}

function head(line: string): string {
  const [, name = 'note', stating = ''] = opening.exec(tagIn(line)) ?? []
  const args: Arguments = argumentsOf(stating)
  const [first = '', second] = args.positional
  const stated = named(args, 'type', 'kind', 'style', 'level', 'context') ?? first
  const isKind = calloutKind(stated) !== undefined
  const kind = /^(expand|accordion|collapse|toggle)$/i.test(name)
    ? 'details'
    : isKind
      ? calloutKind(stated)
      : calloutKind(name)
  const title = named(args, 'title', 'summary', 'header', 'heading') ?? (isKind ? second : first)
  return `${kind ?? 'note'}${title ? `[${title.replace(/[[\]\\]/g, '\\$&')}]` : ''}`
}
