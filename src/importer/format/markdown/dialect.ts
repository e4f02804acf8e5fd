import type { Reporter } from '../../fact/report.ts'
import { withoutExtensions } from './extension.ts'
import { fenceRanges } from './fence-range.ts'
import { replaceMath } from './math.ts'
import type { TemplateStore } from './template/store.ts'

type DialectContext = { store: TemplateStore; reporter: Reporter }

/** Limit of a wiki link, comment or highlight, in characters. */
const longest = 2000
const attributeLine = /^[ \t]*\{:?[ \t]*(?:[#.][\w-][^{}\n]{0,200}|[\w-]{1,40}=[^{}\n]{1,200})\}[ \t]*$/
const tocMark = /^[ \t]*(?:\{::?[ \t]{0,9}toc\b[^{}\n]{0,100}\}|\[toc\]|\[\[_toc_\]\])[ \t]*$/i
const tocItem = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S[^\n]{0,99}$/
const abbreviation = /^ {0,3}\*\[[^\]\n]{1,100}\]:/
/** The id of a block of Obsidian, at its end or on the line after it. A letter alone is an exponent. */
const blockId = /(?:^|[ \t])\^((?=[\d-]{0,100}[a-zA-Z])[a-zA-Z\d-]{2,100})$/
/** The line after a block: empty, a heading, or the next item of a list. */
const endsBlock = /^[ \t>]*(?:$|#|[-*+][ \t]|\d{1,9}[.)][ \t])/
const players: Readonly<Record<string, string>> = {
  ...{ mp3: 'audio', ogg: 'audio', wav: 'audio', m4a: 'audio' },
  ...{ mp4: 'video', webm: 'video', mov: 'video', ogv: 'video' },
}
const pictures = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'bmp'])

/**
 * Rewrites the syntax of kramdown, Markdown Extra, Goldmark, Obsidian and math to what the parser reads. Code is not changed.
 */
export function dialects(source: string, context: DialectContext): string {
  const text = withoutExtensions(source, context.reporter)
  const notes: string[] = []
  const parts = fenceRanges(text).map(({ start, end, isCode }) => {
    const part = text.slice(start, end)
    return isCode ? part : inlineSyntax(replaceMath(lineSyntax(part, context), context.store), context, notes)
  })
  return [parts.join(''), ...notes].join('\n\n')
}

/** Tables of contents, abbreviations, attribute lists, ids of blocks and paragraphs of definitions. */
function lineSyntax(text: string, { reporter }: DialectContext): string {
  const lines = text.split('\n')
  let isDefinition = false
  for (const [index, line] of lines.entries()) {
    if (/^ {0,3}:[ \t]+\S/.test(line)) isDefinition = true
    else if (/^\S/.test(line)) isDefinition = false
    const before = lines[index - 1] ?? ''
    if (isDefinition && /^(?: {4}|\t)[^\s>#|*+-]/.test(line) && before.trim() === '')
      lines[index] = `: \ufdd2${line.trimStart()}`
    else if (tocMark.test(line)) {
      if (tocItem.test(before)) lines[index - 1] = ''
      lines[index] = ''
      reporter.consume('contents', `${before} ${line}`)
    } else if (abbreviation.test(line)) {
      reporter.consume('abbreviation', line)
      lines[index] = ''
    } else if (attributeLine.test(line) && before.trim() !== '') {
      reporter.consume('attributes', line)
      lines[index] = ''
    } else if (line.includes('^') && endsBlock.test(lines[index + 1] ?? '')) {
      lines[index] = line.trimEnd().replace(blockId, (mark, id: string) => {
        reporter.consume('block-id', mark)
        return `<a id="${id}"></a>`
      })
    }
  }
  return lines.join('\n')
}

/** Wiki links, embeds, comments, highlights and inline footnotes of Obsidian; attributes after images and links. */
function inlineSyntax(text: string, context: DialectContext, notes: string[]): string {
  const { reporter } = context
  let result = ''
  let done = 0
  for (const { index, 0: mark } of text.matchAll(
    /`+|\\.|!?\[\[|%%|==|\^\[|\)\{|(?<![\w:]):(?:[a-z][\w+-]{0,30}|[+-]1):/g,
  )) {
    if (index < done || mark.startsWith('\\')) continue
    if (mark.startsWith(':')) {
      reporter.note('emoji-code', `The emoji code "${mark}" was kept as text. Write the emoji itself.`)
      continue
    }
    const from = index + mark.length
    if (mark.startsWith('`')) {
      const end = text.indexOf(mark, from)
      const isSpan = end >= 0 && end - index < longest && !text.slice(from, end).includes('\n\n')
      result += text.slice(done, isSpan ? end + mark.length : from)
      done = isSpan ? end + mark.length : from
      continue
    }
    const found = syntaxAt(text, from, mark)
    if (!found) continue
    const { inner, end } = found
    if (mark === '%%' || mark === '){') reporter.consume(mark === '%%' ? 'comment' : 'attributes', inner)
    const lines = '\n'.repeat(inner.split('\n').length - 1)
    result += text.slice(done, index) + replaced(mark, inner, lines, notes)
    done = end
  }
  return result + text.slice(done)
}

function replaced(mark: string, inner: string, lines: string, notes: string[]): string {
  if (mark === '%%') return lines
  if (mark === '){') return ')'
  if (mark === '==') return `<mark>${inner}</mark>`
  if (mark === '^[') return `[^inline-${notes.push(`[^inline-${notes.length + 1}]: ${inner}`)}]`
  return wikiLink(inner, mark.startsWith('!'))
}

/** The content of a construct that begins at a mark, and where it ends. */
function syntaxAt(text: string, from: number, mark: string): { inner: string; end: number } | undefined {
  const close = mark === '^[' ? ']' : mark.endsWith('[[') ? ']]' : mark === '){' ? '}' : mark
  const window = text.slice(from, from + longest)
  const at = mark === '^[' ? bracketEnd(window) : window.indexOf(close)
  if (at <= 0) return undefined
  const inner = window.slice(0, at)
  const after = window.slice(at + close.length, at + close.length + 1)
  if (mark === '==' && (/^[\s=]|[\s=]$|\n\n/.test(inner) || after === '=')) return undefined
  if (mark === '){' && !/^:?[ \t]*(?:[#.][\w-][^{}\n]*|[\w-]+=[^{}\n]+)$/.test(inner)) return undefined
  if (mark.endsWith('[[') && (/[[\]\n]|^[\d\s,]*$/.test(inner) || after === '(' || after === '[')) return undefined
  if (mark === '^[' && inner.includes('\n\n')) return undefined
  return { inner, end: from + at + close.length }
}

function bracketEnd(text: string): number {
  let depth = 1
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '[') depth += 1
    else if (text[at] === ']') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** `Page`, `Page#Heading`, `Page|words`; of an embed also a picture with its width, a film or a recording. */
function wikiLink(inner: string, isEmbed: boolean): string {
  const [target = '', ...words] = inner.split('|').map(one => one.trim())
  const [page = '', fragmentName] = target.split('#')
  // Of another note, only sections have addresses, not blocks.
  const heading = page !== '' && fragmentName?.startsWith('^') ? undefined : fragmentName
  const label = words.at(-1) ?? ''
  const extension = /\.([a-z\d]{1,5})$/i.exec(page)?.[1]?.toLowerCase() ?? ''
  if (isEmbed && pictures.has(extension)) {
    const width = /^(\d{1,5})(?:x\d{1,5})?$/.exec(label)?.[1]
    const alt = width === undefined && label !== '' ? ` alt="${quoted(label)}"` : ''
    return `<img src="${encodeURI(page)}"${alt}${width === undefined ? '' : ` width="${width}"`}>`
  }
  const player = isEmbed ? players[extension] : undefined
  if (player !== undefined) return `<${player} src="${encodeURI(page)}"></${player}>`
  const path = page === '' ? '' : extension === '' ? `${page}.md` : page
  const fragment =
    heading === undefined ? '' : `#${heading.replace(/^\^/, '').trim().toLowerCase().replace(/\s+/g, '-')}`
  const text = label || [page.replace(/^.*\//, ''), heading].filter(Boolean).join(' › ')
  return `[${text.replace(/[[\]\\]/g, '\\$&')}](<${encodeURI(path)}${fragment}>)`
}

function quoted(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;')
}
