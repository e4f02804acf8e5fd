import { calloutKind } from '../../blocks/quote.ts'
import type { Reporter } from '../../fact/report.ts'
import { fenceRanges } from './fence-range.ts'
import type { TemplateStore } from './template/store.ts'

type PrepareContext = { store: TemplateStore; reporter: Reporter }

/** Limit of nested quotes and lists that begin on one line. */
const deepestLine = 32
/** Limit of the indentation of a list item, in columns. Deeper items are moved to this level. */
const deepestIndent = 64
/** Limit of marks (emphasis, links, code) per paragraph: parsing time grows with the square of their number. */
const maxMarks = 1000
const maxMarksLater = 50
/** Limit of the sum over all paragraphs of the square of their marks. Further paragraphs are split. */
const maxWork = 20_000_000
/** Limit of lines per paragraph: each line of a quote is read once for every line before it. */
const maxLines = 400

/** Prepares a text for the parser: rewrites callouts, removes attribute lists, and splits what would take too long. */
export function prepare(text: string, context: PrepareContext): string {
  const work = { spent: 0 }
  return fenceRanges(text)
    .map(({ start, end, isCode }) => {
      const part = text.slice(start, end)
      return isCode ? part : paced(directives(part, context), work, context)
    })
    .join('')
}

/**
 * Rewrites `::: tip Title` to the directive `:::tip[Title]`. An unclosed one would include the rest of the text and stays
 * text. Also removes attribute lists (`{: .wide }`).
 */
function directives(text: string, context: PrepareContext): string {
  if (!text.includes(':::') && !text.includes('{:')) return text
  const lines = text.split('\n')
  const open: { index: number; colons: number }[] = []
  for (const [index, line] of lines.entries()) {
    if (/^[ \t>]*\{:[^{}\n]{0,200}\}[ \t]*$/.test(line)) {
      lines[index] = line.replace(/\{:[\s\S]*$/, attributes => putAside(attributes, context))
      continue
    }
    if (line.includes('{:'))
      lines[index] = line.replace(/(?<=[)\]*_`])\{:[^{}\n]{0,200}\}/g, attributes => putAside(attributes, context))
    const [, before = '', colons = '', rest = ''] = /^([ \t>]*(?:[-*+][ \t]+)?)(:{3,})(.*)$/s.exec(line) ?? []
    if (colons === '') continue
    if (rest.trim() === '' || /^:+$/.test(rest.trim())) {
      const at = open.findLastIndex(one => one.colons <= colons.length)
      if (at >= 0) open.length = at
      continue
    }
    const head = directive(rest.trim())
    if (head === undefined) continue
    lines[index] = `${before}${colons}${head}`
    open.push({ index, colons: colons.length })
  }
  for (const { index } of open)
    lines[index] = (lines[index] ?? '').replace(':::', context.store.put(':::', { kind: 'text', text: ':::' }))
  return lines.join('\n')
}

function putAside(attributes: string, { store, reporter }: PrepareContext): string {
  reporter.consume('attributes', attributes)
  return store.put(attributes, { kind: 'nothing', breaks: false })
}

function directive(rest: string): string | undefined {
  if (/^[A-Za-z][\w-]*(\[[^\]\n]*\])?(\{[^}\n]*\})?$/.test(rest)) return rest
  const quarto = /^\{\s*\.([\w-]+)((?:[^\w}\n-][^}\n]*)?)\}$/.exec(rest)
  if (quarto) return `${quarto[1]}{${quarto[2] ?? ''}}`
  const [, name = '', title = ''] = /^([A-Za-z][\w-]*)[ \t]+(\S[^\n]*)$/.exec(rest) ?? []
  const plain = title
    .replace(/\{[^{}]*\}$/, '')
    .trimEnd()
    .replace(/^"(.*)"$/, '$1')
  return calloutKind(name) === undefined ? undefined : `${name}[${plain.replace(/[[\]\\]/g, '\\$&')}]`
}

/** Splits paragraphs that are too long to parse, and escapes marks that nest too deeply. */
function paced(text: string, work: { spent: number }, { reporter }: PrepareContext): string {
  let marks = 0
  let count = 0
  let indent = 0
  let wasCut = false
  const settle = () => {
    work.spent += marks * marks
    marks = 0
    count = 0
  }
  const lines = text.split('\n').map((line, index) => {
    if (line.trim() === '') {
      settle()
      indent = 0
      return line
    }
    const start = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]|^[ \t]*[|#]/.exec(line)?.[0]
    const own = start === undefined ? Number.POSITIVE_INFINITY : (/^[ \t]*/.exec(line)?.[0].length ?? 0)
    if (own <= indent + 5) {
      settle()
      indent = own
    }
    count += 1
    const most = work.spent > maxWork ? maxMarksLater : maxMarks
    const inLine = marksIn(line)
    const shallow = flattened(line, reporter, index)
    if (marks + inLine <= most && count <= maxLines) {
      marks += inLine
      return shallow
    }
    wasCut = true
    settle()
    count = 1
    if (inLine > most) return `\n${cutLine(shallow, most, work)}`
    marks = inLine
    return `\n${shallow}`
  })
  settle()
  if (wasCut) reporter.note('paragraph-cut', 'A paragraph was too long to parse and was split into several.')
  return lines.join('\n')
}

function cutLine(line: string, most: number, work: { spent: number }): string {
  const parts: string[] = []
  let start = 0
  let marks = 0
  for (const { index } of line.matchAll(/[*_~[\]`!<&@]|w{3}/g)) {
    marks += 1
    if (marks < most) continue
    const space = line.lastIndexOf(' ', index)
    const end = space > start ? space : index
    parts.push(line.slice(start, end))
    start = end
    marks = 0
    work.spent += most * most
  }
  return [...parts, line.slice(start)].join('\n\n')
}

function marksIn(line: string): number {
  let count = 0
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    if (code === 42 || code === 95 || code === 126 || code === 91 || code === 93 || code === 96 || code === 60)
      count += 1
  }
  return count
}

/** Escapes the quote and list marks of a line beyond the depth limit. */
function flattened(line: string, reporter: Reporter, index: number): string {
  const [indent = ''] = /^[ \t]*/.exec(line) ?? []
  const isDeep =
    indent.length > deepestIndent &&
    /^(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])/.test(line.slice(indent.length, indent.length + 12))
  const text = isDeep ? ' '.repeat(deepestIndent) + line.slice(indent.length) : line
  const prefix = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/.exec(text)?.[0] ?? ''
  let depth = 0
  const flat =
    isRule(text) || prefix.length <= deepestLine
      ? prefix
      : prefix.replace(/>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])/g, mark => {
          depth += 1
          return depth <= deepestLine ? mark : ' '
        })
  if (isDeep || depth > deepestLine) {
    reporter.note('nesting-flattened', 'Quotes or lists are nested too deeply. The innermost levels were merged.', {
      line: index + 1,
    })
  }
  return depth > deepestLine ? `${flat.trimEnd()} ${text.slice(prefix.length).trimStart()}` : text
}

/** A thematic break, which looks like nested lists (CommonMark, section 4.1). */
function isRule(line: string): boolean {
  return /^[ \t]*([-*_])(?:[ \t]*\1)*[ \t]*$/.test(line)
}
