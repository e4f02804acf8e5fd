/**
 * Replaces each part of a text from `open` to the nearest `close`, in linear time. Does not search within parts.
 *
 * @param replace receives the text between both; undefined keeps the part
 */
export function replaceBetween(
  text: string,
  open: string,
  close: string,
  replace: (inner: string) => string | undefined,
): string {
  let result = ''
  let copied = 0
  for (let at = text.indexOf(open); at >= 0; ) {
    const start = at + open.length
    const end = text.indexOf(close, start)
    if (end < 0) break
    const next = end + close.length
    const made = replace(text.slice(start, end))
    if (made !== undefined) {
      result += text.slice(copied, at) + made
      copied = next
    }
    at = text.indexOf(open, next)
  }
  return result + text.slice(copied)
}
