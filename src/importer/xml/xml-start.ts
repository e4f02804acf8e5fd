/**
 * Whether a text begins with a tag, after white space, a byte order mark and a message of PHP.
 *
 * @param head decoded as Latin-1
 */
export function startsAsXml(head: string): boolean {
  const start = head.slice(0, 4096)
  if (/^[\xef\xbb\xbf\xfe\xff\s]*</.test(start)) return true
  return start.includes('<?xml') && phpMessage.test(start)
}

const phpMessage = /^[\xef\xbb\xbf\s]*(?:PHP )?(?:Notice|Warning|Deprecated|Fatal error|Strict Standards): /

/** The local name of the root element, behind comments and a message of PHP; undefined if there is none. */
export function rootName(head: string): string | undefined {
  const from = Math.max(0, head.slice(0, 4096).indexOf('<?xml'))
  const text = head.slice(from).replace(/<!--[\s\S]*?(?:-->|$)/g, '')
  return /<(?![?!])(?:[\w.-]+:)?(\w+)[\s>]/.exec(text)?.[1]
}
