/** A range of lines inside or outside of a fenced code block, as offsets. */
export type FenceRange = { start: number; end: number; isCode: boolean }

/** Splits a text at its code fences (CommonMark 0.31.2, section 4.5), including those in quotes and lists. */
export function fenceRanges(text: string): FenceRange[] {
  const found: FenceRange[] = []
  let start = 0
  let open: { mark: string; length: number } | undefined
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline + 1
    const [, run = '', info = ''] =
      /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t][ \t>]*)*(`{3,}|~{3,})([^\n]*)/.exec(
        text.slice(at, Math.min(end, at + 1000)),
      ) ?? []
    if (run !== '' && !open && !(run.startsWith('`') && info.includes('`'))) {
      if (at > start) found.push({ start, end: at, isCode: false })
      start = at
      open = { mark: run.charAt(0), length: run.length }
    } else if (open && run.startsWith(open.mark) && run.length >= open.length && info.trim() === '') {
      found.push({ start, end, isCode: true })
      start = end
      open = undefined
    }
    at = end
  }
  if (start < text.length) found.push({ start, end: text.length, isCode: open !== undefined })
  return found
}
