/**
 * Whether a text begins with a tag, after white space and a byte order mark.
 *
 * @param head decoded as Latin-1
 */
export function startsAsXml(head: string): boolean {
  return /^[\xef\xbb\xbf\xfe\xff\s]*</.test(head)
}
