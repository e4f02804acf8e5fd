/**
 * A text without the matching characters at its end. Takes linear time, while `/x+$/` is quadratic in the length of
 * each run of `x`.
 *
 * @param one matches one UTF-16 code unit; neither global nor sticky
 */
export function trimEndBy(text: string, one: RegExp): string {
  let end = text.length
  while (end > 0 && one.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** A text without the matching characters at both ends. */
export function trimBy(text: string, one: RegExp): string {
  let start = 0
  while (start < text.length && one.test(text.charAt(start))) start += 1
  return trimEndBy(text.slice(start), one)
}
