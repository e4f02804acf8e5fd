import { parseDocument } from 'yaml'
import { trimEndBy } from '../../../domain/text/trim.ts'

/** Parses a text. Its errors are in the document. */
export function yaml(text: string) {
  return parseDocument(text, { uniqueKeys: false, merge: true, logLevel: 'silent' })
}

/** Limit of the lines that are repaired. */
const maxRepairs = 20

/** Quotes the value of each line that the parser rejects, and parses again. Undefined if this does not help. */
export function repairedYaml(text: string): { value: unknown; lines: number[] } | undefined {
  const lines = text.replace(/^\t+/gm, tabs => '  '.repeat(tabs.length)).split('\n')
  const quoted = new Set<number>()
  for (let tries = 0; tries <= maxRepairs; tries += 1) {
    const document = yaml(lines.join('\n'))
    const [error] = document.errors
    if (!error)
      return {
        value: document.toJS({ maxAliasCount: 100, mapAsMap: true }),
        lines: [...quoted].sort((a, b) => a - b).map(index => index + 1),
      }
    let at = (error.linePos?.[0].line ?? 1) - 1
    while (at >= 0 && (quoted.has(at) || !valueLine.test(lines[at] ?? ''))) at -= 1
    const [, name = '', value = ''] = valueLine.exec(lines[at] ?? '') ?? []
    if (name === '') return undefined
    lines[at] = `${name} ${JSON.stringify(value.trim().replace(/^(["'])(.*)\1$/s, '$2'))}`
    quoted.add(at)
  }
  return undefined
}

/** A member with a value in its line. */
const valueLine = /^([ \t]*(?:- )?["']?[A-Za-z_][\w -]{0,60}["']?:)[ \t]*([^\s#|>].{0,999})$/

/** Indents quoted texts over several lines that begin in the first column, which other YAML parsers accept. */
export function withIndentedTexts(text: string): string {
  let quote = ''
  return text
    .split('\n')
    .map(line => {
      const isWithin = quote !== ''
      const opening = isWithin ? undefined : /^[\w-]+:[ \t]*(["'])(.*)$/.exec(line)
      if (opening || isWithin) {
        const mark: string = opening?.[1] ?? quote
        const rest = opening?.[2] ?? line
        const isClosed = mark === '"' ? /(?<!\\)"[ \t]*(#.*)?$/s.test(rest) : endsWithQuote(rest)
        quote = isClosed ? '' : mark
      }
      return isWithin ? `  ${line}` : line
    })
    .join('\n')
}

/** Whether a text ends with a closing quote. A doubled quote is an escaped one (YAML 1.2.2, section 7.3.2). */
function endsWithQuote(text: string): boolean {
  const end = trimEndBy(text, /[ \t]/)
  return (end.length - trimEndBy(end, /'/).length) % 2 === 1
}
