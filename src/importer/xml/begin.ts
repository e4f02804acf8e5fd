/**
 * Whether a text begins with a tag; one that only tells of tags does not.
 *
 * @param head in Latin-1, so that a byte order mark is some letters
 */
export function beginsAsXml(head: string): boolean {
  return /^[\xef\xbb\xbf\xfe\xff\s]*</.test(head)
}
