import { isRecord } from '../../json/value.ts'
import { isSecretName } from './restriction.ts'

/** Replaces a password. */
const mask = 'withheld'

/**
 * Removes the passwords in the front matter of a source, so that it can be stored.
 *
 * @param end where the front matter ends
 * @param data the members of the front matter
 */
export function withoutSecrets(source: string, end: number, data: ReadonlyMap<string, unknown>): string {
  const head = withoutLines(source.slice(0, end))
  const values = secretTexts(Object.fromEntries(data)).sort((one, other) => other.length - one.length)
  return values.reduce((text, value) => text.replaceAll(value, mask), head) + source.slice(end)
}

/** Replaces `password: value`, including further lines of the value, with `password: withheld`. */
function withoutLines(head: string): string {
  let within: number | undefined
  return head
    .split('\n')
    .flatMap(line => {
      const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0
      const isRest = within !== undefined && (indent > within || line.trim() === '' || /^[ \t]*- /.test(line))
      if (isRest) return []
      within = undefined
      const [, opening, name = ''] = /^([ \t]*["']?([\w-]{1,60})["']?[ \t]*[:=])/.exec(line) ?? []
      if (opening === undefined || !isSecretName(name)) return [line]
      within = indent
      return [`${opening} "${mask}"${/^[ \t]*"/.test(line) && line.trimEnd().endsWith(',') ? ',' : ''}`]
    })
    .join('\n')
}

/** The values of secret members that are long enough not to be ordinary words. */
function secretTexts(value: unknown, isSecret = false): string[] {
  if (Array.isArray(value)) return value.flatMap(one => secretTexts(one, isSecret))
  if (isRecord(value))
    return Object.entries(value).flatMap(([name, one]) => secretTexts(one, isSecret || isSecretName(name)))
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return isSecret && text.length >= 4 && !/^(?:true|false)$/i.test(text) ? [text] : []
}
