import { partNote, type Restriction } from '../../fact/restriction.ts'
import { fenceRanges } from './fence-range.ts'

/** Paired tags of Hugo and Liquid themes that restrict their content. */
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

/** Limit of a tag, in characters. */
const longest = 600

type Opening = { name: string; isHugo: boolean; start: number; end: number }

/** The opening tags of a text, in order. */
function openings(text: string): Opening[] {
  const found: Opening[] = []
  for (let start = text.indexOf('{'); start >= 0; start = text.indexOf('{', start + 1)) {
    const mark = text.slice(start, start + 3)
    const isHugo = mark === '{{<' || mark === '{{%'
    if (!isHugo && !mark.startsWith('{%')) continue
    const from = start + (isHugo ? 3 : 2)
    const close = mark === '{{<' ? '>}}' : isHugo ? '%}}' : '%}'
    const window = text.slice(from, start + longest)
    const at = window.indexOf(close)
    const [name = ''] = window
      .slice(0, at)
      .replace(/^-/, '')
      .trim()
      .split(/[\s"']/, 1)
    if (at >= 0 && !window.slice(0, at).includes('\n') && Object.hasOwn(tags, name))
      found.push({ name, isHugo, start, end: from + at + close.length })
  }
  return found
}

/** Removes the parts between such tags. A part without an end tag extends to the end of the text. */
export function withoutEncryptedParts(
  text: string,
  note: (code: string, detail: string, place: { line: number }) => void,
): string {
  if (!text.includes('{')) return text
  const code = fenceRanges(text).filter(({ isCode }) => isCode)
  const isCode = (at: number) => code.some(({ start, end }) => at >= start && at < end)
  let kept = ''
  let done = 0
  let line = 1
  for (const { name, isHugo, start, end: after } of openings(text)) {
    if (start < done || isCode(start)) continue
    const end = endOf(text, after, { name, isHugo })
    const before = text.slice(done, start)
    line += count(before)
    const { code: reason, detail } = partNote(tags[name] ?? 'protected', `The tag "${name}"`)
    note(reason, detail, { line })
    const lines = count(text.slice(start, end))
    kept += before + '\n'.repeat(lines)
    line += lines
    done = end
  }
  return kept + text.slice(done)
}

/** Removes the arguments of such tags, which can be passwords. */
export function withoutTagSecrets(text: string): string {
  let kept = ''
  let done = 0
  for (const { name, isHugo, start, end } of openings(text)) {
    if (start < done) continue
    const tag = isHugo ? `${text.slice(start, start + 3)} ${name} ${text.slice(end - 3, end)}` : `{% ${name} %}`
    kept += text.slice(done, start) + tag
    done = end
  }
  return kept + text.slice(done)
}

const closing =
  /\{\{[<%][ \t]{0,20}\/[ \t]{0,20}([\w-]{1,40})[ \t]{0,20}[>%]\}\}|\{%-?[ \t]{0,20}end([\w-]{1,40})[ \t]{0,20}%\}/g

/** End of the part after an opening tag, including the closing tag. */
function endOf(text: string, from: number, { name, isHugo }: Pick<Opening, 'name' | 'isHugo'>): number {
  closing.lastIndex = from
  for (let match = closing.exec(text); match; match = closing.exec(text))
    if ((isHugo ? match[1] : match[2]) === name) return match.index + match[0].length
  return text.length
}

function count(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
