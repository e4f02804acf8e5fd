/** Whether a text begins like a complete HTML page: with a document type, `html`, `head`, `body` or an element of the head. */
export function startsAsPage(head: string): boolean {
  return /^<(!doctype\s+html|(?:html|head|body|meta|title)(?=[\s>]))/i.test(start(head))
}

/** The start of a text after white space, comments and an XML declaration. */
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
