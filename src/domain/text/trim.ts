/**
 * A text without the characters at its end that the expression matches. Takes linear time, where `/x+$/` takes the
 * square of the length of each run of `x`.
 *
 * @param one matches one UTF-16 code unit; neither global nor sticky
 */
export function trimEndBy(text: string, one: RegExp): string {
  let end = text.length
  while (end > 0 && one.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}

/** A text without the characters at its start and end that the expression matches. */
export function trimBy(text: string, one: RegExp): string {
  let start = 0
  while (start < text.length && one.test(text.charAt(start))) start += 1
  return trimEndBy(text.slice(start), one)
}
