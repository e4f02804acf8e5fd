import { calloutKind } from '../../../blocks/quote.ts'
import { excerpt } from '../../../fact/report.ts'
import { fenceRanges } from '../fence-range.ts'
import { argumentsOf, named } from './argument.ts'
import type { ScanContext } from './tag.ts'
import { blockOf } from './tag-block.ts'

type Imports = Map<string, string>

/** Limit of a tag or expression, in characters. */
const longest = 10_000

/**
 * Replaces MDX syntax with placeholders: `import` and `export`, components, expressions. Known components become blocks,
 * children of others are kept, with notes.
 */
export function hideJsx(source: string, context: ScanContext): string {
  const imports: Imports = new Map()
  const parts = fenceRanges(source).map(({ start, end, isCode }) => {
    const text = source.slice(start, end)
    return isCode
      ? text
      : hideTags(
          callouts(hideModules(text, source.slice(0, start), imports, context), context),
          source.slice(0, start),
          imports,
          context,
        )
  })
  return parts.join('')
}

/** Blocks of `import` and `export` lines. */
function hideModules(text: string, before: string, imports: Imports, { store, reporter }: ScanContext): string {
  const first = lineCount(before)
  let line = first
  return text
    .split(/(\n[ \t]*\n)/)
    .map(part => {
      const place = { line: line + (/^\n*/.exec(part)?.[0].length ?? 0) }
      line += lineCount(part) - 1
      if (
        !/^\n*(import|export)\s[\s\S]*/.test(part) ||
        !/^\n*(import\s+["'{*\w]|export\s+(const|let|var|default|function|async|class|\{|\*))/.test(part)
      )
        return part
      for (const [, name = '', path = ''] of part.matchAll(/^import\s+(\w+)\s+from\s+["']([^"']+)["']/gm))
        imports.set(name, path)
      reporter.note('mdx-module', `${excerpt(part)} was left out.`, place)
      reporter.consume('mdx-module', part, place)
      return store.put(part, { kind: 'nothing', breaks: true }, '') + '\n'.repeat(lineCount(part) - 1)
    })
    .join('')
}

/** `<Callout>` and its kind on lines of their own. */
function callouts(text: string, { reporter }: ScanContext): string {
  const lines = text.split('\n')
  const open: { name: string; index: number }[] = []
  for (const [index, line] of lines.entries()) {
    const end = /^[ \t]*<\/([A-Z]\w*)>[ \t]*$/.exec(line)?.[1]
    const at = end === undefined ? -1 : open.findLastIndex(one => one.name === end)
    const start = lines[open[at]?.index ?? -1]
    if (start !== undefined) {
      const [, name = '', rest = ''] = /^[ \t]*<(\w+)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/.exec(start) ?? []
      const args = argumentsOf(rest)
      const kind = calloutKind(named(args, 'type', 'kind', 'variant', 'status') ?? '') ?? calloutKind(name) ?? 'note'
      const title = named(args, 'title', 'summary', 'header')
      const colons = ':'.repeat(Math.max(3, 20 - at))
      reporter.note('mdx-component', `<${name}> was read as a callout.`)
      lines[open[at]?.index ?? 0] = `${colons}${kind}${title ? `[${title.replace(/[[\]\\]/g, '\\$&')}]` : ''}`
      lines[index] = colons
      open.length = at
      continue
    }
    const name = /^[ \t]*<([A-Z]\w*)(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?>[ \t]*$/.exec(line)?.[1]
    if (name !== undefined && !/\/>\s*$/.test(line) && open.length < 16 && calloutKind(name) !== undefined)
      open.push({ name, index })
  }
  return lines.join('\n')
}

function hideTags(text: string, before: string, imports: Imports, context: ScanContext): string {
  const parts: string[] = []
  let line = lineCount(before)
  let at = 0
  for (let next = nextMark(text, 0); next >= 0; next = nextMark(text, next)) {
    const end = text[next] === '<' ? tagEnd(text, next) : expressionEnd(text, next)
    if (end === undefined) {
      next += 1
      continue
    }
    line += lineCount(text.slice(at, next)) - 1
    const found = text.slice(next, end)
    parts.push(
      text.slice(at, next),
      found.startsWith('<')
        ? hiddenTag({ source: found, line, alone: standsAlone(text, next, end) }, imports, context)
        : hiddenExpression(found, line, context),
    )
    line += lineCount(found) - 1
    at = end
    next = end
  }
  return parts.join('') + text.slice(at)
}

function nextMark(text: string, from: number): number {
  const mark = /[<{]/g
  mark.lastIndex = from
  return mark.exec(text)?.index ?? -1
}

/** End of the tag of a component, or of an HTML tag with expressions; undefined if none begins here. */
function tagEnd(text: string, at: number): number | undefined {
  const head = /^<\/?(?:[A-Z][\w.]*|[a-z][\w-]*(?=[\s/>]))?/.exec(text.slice(at, at + 200))?.[0]
  if (head === undefined) return undefined
  const isComponent = /^<\/?[A-Z]/.test(head) || /^<\/?$/.test(head)
  let depth = 0
  let quote = ''
  let hasExpression = false
  for (let index = at + head.length; index < Math.min(text.length, at + longest); index += 1) {
    const character = text.charAt(index)
    if (quote) quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '{') {
      depth += 1
      hasExpression = true
    } else if (character === '}') depth -= 1
    else if (character === '>' && depth <= 0) {
      if (/^<\/?$/.test(head) && index !== at + head.length) return undefined
      return isComponent || hasExpression ? index + 1 : undefined
    } else if (character === '<' && depth === 0) return undefined
  }
  return undefined
}

function expressionEnd(text: string, at: number): number | undefined {
  let depth = 0
  for (let index = at; index < Math.min(text.length, at + longest); index += 1) {
    if (text[index] === '{') depth += 1
    if (text[index] === '}') depth -= 1
    if (depth === 0) return index + 1
  }
  return undefined
}

function hiddenTag(
  { source, line, alone }: { source: string; line: number; alone: boolean },
  imports: Imports,
  { store, reporter, base, inlines }: ScanContext,
): string {
  const place = { line }
  const ends = '\n'.repeat(lineCount(source) - 1)
  const [start = '', slash, name = ''] = /^<(\/?)([\w.-]*)/.exec(source) ?? []
  const rest = source.slice(start.length).replace(/\/?>$/, '')
  const isHtml = /^[a-z]/.test(name)
  const args = argumentsOf(
    rest
      .replace(
        /\{\s*(?:require|useBaseUrl)\(\s*["'`]([^"'`\n]{1,500})["'`]\s*\)(?:\.default)?\s*\}/g,
        (_, path: string) => JSON.stringify(path),
      )
      .replace(/\{\s*(\w+)(?:\.src)?\s*\}/g, (whole, key: string) =>
        imports.has(key) ? JSON.stringify(imports.get(key)) : whole,
      )
      .replace(/(?<![\w-])[A-Za-z]\w{0,40}=\{[^{}"'`]{0,200}\}/g, ''),
  )
  const note = (code: string, detail: string) => reporter.note(code, detail, place)
  const block = slash ? undefined : blockOf(name, args, { base, inlines, note })
  if (block) {
    note('mdx-component', `${excerpt(source)} was converted to a block.`)
    return store.put(source, { kind: 'blocks', blocks: [block] }) + ends
  }
  const kept = source.endsWith('/>') ? '' : ' Its content was kept.'
  if (name !== '' && !slash) note('mdx-component', `${excerpt(source)} was removed.${kept}`)
  if (!slash) reporter.consume('mdx-component', source, place)
  return store.put(source, { kind: 'nothing', breaks: !isHtml && alone }) + ends
}

function hiddenExpression(source: string, line: number, { store, reporter }: ScanContext): string {
  const ends = '\n'.repeat(lineCount(source) - 1)
  if (/^\{\s*\/\*[\s\S]*\*\/\s*\}$/.test(source)) {
    reporter.consume('comment', source, { line })
    return store.put(source, { kind: 'nothing', breaks: false }) + ends
  }
  const literal = /^\{\s*(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)\s*\}$/.exec(source)
  const text = literal?.[1] ?? literal?.[2] ?? literal?.[3]
  if (text === undefined)
    reporter.note('mdx-expression', `${excerpt(source)} cannot be evaluated. It was kept as text.`, { line })
  return store.put(source, { kind: 'text', text: text ?? source }) + ends
}

function standsAlone(text: string, start: number, end: number): boolean {
  return (
    /(^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 50), start)) && /^[ \t]*(\n|$)/.test(text.slice(end, end + 50))
  )
}

function lineCount(text: string): number {
  return text.split('\n').length
}
