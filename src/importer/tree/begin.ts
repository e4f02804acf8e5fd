/** Whether a text begins with what only a whole page of HTML has: a document type, `html`, `head` or what stands in it. */
export function beginsAsPage(head: string): boolean {
  return /^<(!doctype\s+html|(?:html|head|body|meta|title)(?=[\s>]))/i.test(start(head))
}

/** The beginning of a text after what may stand before any element. */
export function start(head: string): string {
  let rest = head.slice(0, 20_000)
  for (;;) {
    rest = rest.replace(/^[\s\ufeff]+/, '')
    const close = rest.startsWith('<!--') ? '-->' : rest.startsWith('<?xml') ? '?>' : undefined
    const end = close === undefined ? -1 : rest.indexOf(close)
    if (close === undefined || end < 0) return rest.slice(0, 4000)
    rest = rest.slice(end + close.length)
  }
}
