import { partNote, type Restriction } from '../fact/restriction.ts'
import { stretches } from './fence.ts'

/** Paired tags of Hugo and Liquid themes whose content not everyone sees. */
const tags: Readonly<Record<string, Restriction>> = {
  'hugo-encryptor': 'protected',
  'hugo-encrypt': 'protected',
  'fixit-encryptor': 'protected',
  encrypt: 'protected',
  encrypted: 'protected',
  password: 'protected',
  protected: 'protected',
  private: 'private',
  members: 'members-only',
  'members-only': 'members-only',
  premium: 'members-only',
  paywall: 'members-only',
}

const names = Object.keys(tags).join('|')
const opening = new RegExp(
  `\\{\\{[<%][ \\t]*(${names})(?![\\w-])([^{}\\n]{0,500}?)[>%]\\}\\}|\\{%-?[ \\t]*(${names})(?![\\w-])([^{}%\\n]{0,500})%\\}`,
  'g',
)

/** A text without the parts between such tags; a part without an end goes on to the end of the text. */
export function withoutEncryptedParts(
  text: string,
  note: (code: string, detail: string, place: { line: number }) => void,
): string {
  if (!/\{\{[<%]|\{%/.test(text)) return text
  const code = stretches(text).filter(({ isCode }) => isCode)
  const isCode = (at: number) => code.some(({ start, end }) => at >= start && at < end)
  let kept = ''
  let done = 0
  let line = 1
  for (const match of text.matchAll(opening)) {
    const [whole, hugo, , liquid] = match
    const name = hugo ?? liquid ?? ''
    if (match.index < done || isCode(match.index)) continue
    const after = match.index + whole.length
    const closing = hugo === undefined ? liquidEnd(name) : hugoEnd(name)
    closing.lastIndex = after
    const close = closing.exec(text)
    const end = close ? close.index + close[0].length : text.length
    const before = text.slice(done, match.index)
    line += count(before)
    const { code: reason, detail } = partNote(tags[name] ?? 'protected', `The tag "${name}"`)
    note(reason, detail, { line })
    const lines = count(text.slice(match.index, end))
    kept += before + '\n'.repeat(lines)
    line += lines
    done = end
  }
  return kept + text.slice(done)
}

/** A text in which such tags have lost their arguments, among them passwords. */
export function withoutTagSecrets(text: string): string {
  return text.replace(opening, (whole, hugo: string | undefined, _: string, liquid: string | undefined) =>
    hugo === undefined ? `{% ${liquid} %}` : `${whole.slice(0, 3)} ${hugo} ${whole.slice(-3)}`,
  )
}

function hugoEnd(name: string): RegExp {
  return new RegExp(`\\{\\{[<%][ \\t]*/[ \\t]*${name}[ \\t]*[>%]\\}\\}`, 'g')
}

function liquidEnd(name: string): RegExp {
  return new RegExp(`\\{%-?[ \\t]*end${name}[ \\t]*-?%\\}`, 'g')
}

function count(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
