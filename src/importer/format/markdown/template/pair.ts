import { calloutKind } from '../../../blocks/quote.ts'
import { excerpt } from '../../../fact/report.ts'
import { fenceRanges } from '../fence-range.ts'
import { type Arguments, argumentsOf, named } from './argument.ts'
import type { ScanContext } from './tag.ts'

type Open = { name: string; index: number; depth: number }

/** The name and arguments in an opening tag. */
const opening = /^([\w/-]+)(.*)$/s
/** The name in a closing tag: `/name` in Hugo, `endname` in Liquid. */
const closing = /^(?:\/\s*|end)([\w/-]+)$/
const listing = /^highlight\s+"?([\w+#-]+)/
const listingEnd = /^(?:\/\s*|end)highlight$/
const remarkStart = /^[ \t]*\{%-?\s*comment\b[^%\n]*%\}/
const remarkEnd = /\{%-?\s*endcomment\s*-?%\}/

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
    return isCode ? text : pairedLines(text, context)
  })
  return parts.join('')
}

function pairedLines(text: string, context: ScanContext): string {
  const lines = text.split('\n')
  comments(lines, context)
  listings(lines)
  callouts(lines, context)
  return lines.join('\n')
}

function comments(lines: string[], { reporter }: ScanContext): void {
  let last = lines.length
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? ''
    if (remarkEnd.test(line)) last = index
    if (!remarkStart.test(line) || last === lines.length) continue
    const rest = (lines[last] ?? '').replace(/^[\s\S]*?\{%-?\s*endcomment\s*-?%\}/, '')
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
    const language = listing.exec(tag)
    if (!language || last === undefined) continue
    const longest = lines
      .slice(index, last)
      .reduce((most, one) => Math.max(most, /^\s*(`{3,})/.exec(one)?.[1]?.length ?? 2), 2)
    const fence = '`'.repeat(longest + 1)
    lines[index] = `${fence}${language[1]}`
    lines[last] = fence
    last = undefined
  }
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
