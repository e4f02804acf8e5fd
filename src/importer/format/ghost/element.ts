const tag = /<(\/?)(div|figure)\b([^<>]*)>/g

/**
 * Replaces the elements of a class, in linear time. Of nested elements of the class only the innermost is replaced.
 *
 * @param replace receives the inner HTML; undefined keeps the element
 */
export function replaceElements(
  html: string,
  name: 'div' | 'figure',
  className: string,
  replace: (inner: string) => string | undefined,
): string {
  if (!html.includes(className)) return html
  const open: { start: number; inner: number; isCard: boolean }[] = []
  let result = ''
  let copied = 0
  for (const { 0: whole, 1: slash, 2: element, 3: attributes = '', index } of html.matchAll(tag)) {
    if (element !== name) continue
    if (slash === '') {
      const isCard = attributes.split(/[\s"'=]+/).includes(className)
      open.push({ start: index, inner: index + whole.length, isCard })
      continue
    }
    const one = open.pop()
    if (!one?.isCard || one.start < copied) continue
    const made = replace(html.slice(one.inner, index))
    if (made === undefined) continue
    result += html.slice(copied, one.start) + made
    copied = index + whole.length
  }
  return result + html.slice(copied)
}
