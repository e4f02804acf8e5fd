import { partNote } from './restriction.ts'

const begin = '<!--kg-gated-block:begin'
const end = '<!--kg-gated-block:end-->'

/**
 * Removes the parts of Ghost's HTML that visitors do not see: those between `kg-gated-block` comments without
 * `nonMember:true`. A part without an end extends to the end of the text.
 */
export function withoutGatedBlocks(html: string, note: (code: string, detail: string) => void): string {
  if (!html.includes(begin)) return html
  let kept = ''
  let done = 0
  let at = html.indexOf(begin)
  for (; at !== -1; at = html.indexOf(begin, done)) {
    const close = html.indexOf('-->', at)
    const stated = html.slice(at + begin.length, close === -1 ? undefined : close).slice(0, 500)
    const stop = close === -1 ? -1 : html.indexOf(end, close)
    const last = stop === -1 ? html.length : stop
    kept += html.slice(done, at)
    if (/\bnonMember:\s*"?true\b/.test(stated)) kept += html.slice(close + 3, last)
    else {
      const { code, detail } = partNote('members-only', `A gated block (${stated.trim().slice(0, 80)})`)
      note(code, detail)
    }
    done = stop === -1 ? html.length : stop + end.length
  }
  return kept + html.slice(done)
}
