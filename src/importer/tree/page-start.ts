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

/** UTF-16 of a page without a byte order mark: its first tag is in ASCII, with a NUL byte for each character. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = bytes
  if (first === less && second === 0 && third !== 0 && fourth === 0) return 'utf-16le'
  return first === 0 && second === less && third === 0 && fourth !== 0 ? 'utf-16be' : undefined
}

const less = 0x3c
