import { isMarkedFormula, splitMath } from '../../../domain/text/math.ts'
import type { TemplateStore } from './template/store.ts'

const fence = '```'

/** Display math becomes code in the language `latex`. Inline math is kept as written, with its dollars. */
export function replaceMath(text: string, store: TemplateStore): string {
  if (!/\$|\\[([]/.test(text)) return text
  const lines = text.split('\n')
  let open: { index: number; end: RegExp } | undefined
  for (const [index, line] of lines.entries()) {
    if (open) {
      if (!open.end.test(line)) continue
      lines[open.index] = `${fence}latex`
      lines[index] = fence
      open = undefined
    } else if (/^[ \t]*\$\$[ \t]*$/.test(line)) open = { index, end: /^[ \t]*\$\$[ \t]*$/ }
    else if (/^[ \t]*\\{1,2}\[[ \t]*$/.test(line)) open = { index, end: /^[ \t]*\\{1,2}\][ \t]*$/ }
    else {
      const alone = aloneOn(line)
      lines[index] = alone === undefined ? inline(line, store) : `\n${fence}latex\n${alone.trim()}\n${fence}\n`
    }
  }
  if (open)
    for (let index = open.index + 1; index < lines.length; index += 1) lines[index] = inline(lines[index] ?? '', store)
  return lines.join('\n')
}

/** The formula of a line between `$$`, or between `\\[` and `\\]`, which are also escaped brackets. */
function aloneOn(line: string): string | undefined {
  const text = line.trim()
  if (text.length > 2000) return undefined
  const [, dollars] = /^\$\$([^$]+)\$\$$/.exec(text) ?? []
  if (dollars !== undefined) return dollars
  const sign =
    text.startsWith('\\\\[') && text.endsWith('\\\\]') ? 3 : text.startsWith('\\[') && text.endsWith('\\]') ? 2 : 0
  const inner = text.slice(sign, -sign)
  return sign === 3 || (sign === 2 && isMarkedFormula(inner)) ? inner : undefined
}

/** A formula between `\\\\(` and `\\\\)`, as kramdown and Hugo need it where backslashes are escaped. */
const escaped = /\\\\\(((?:[^\\\n`|]|\\[^()\\\n`|]|\\\\[^()\\\n`|])+)\\\\\)/g

function inline(line: string, store: TemplateStore): string {
  if (!/\$|\\\(/.test(line)) return line
  const spans = line.split(/(`+[^`]*`+)/)
  return spans
    .map((span, at) =>
      at % 2 === 1
        ? span
        : splitMath(span.replace(escaped, (_, inner: string) => kept(`\\(${inner}\\)`, store)))
            .map((part, index) => (index % 2 === 0 ? part : kept(part, store)))
            .join(''),
    )
    .join('')
}

function kept(formula: string, store: TemplateStore): string {
  const text = store.restoreTemplates(formula)
  return store.put(text, { kind: 'text', text, value: text })
}
