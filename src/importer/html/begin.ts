/** Whether a text begins with what only a whole page of HTML has: a document type, `html`, `head` or what stands in it. */
export function beginsAsPage(head: string): boolean {
  return /^<(!doctype\s+html|(?:html|head|body|meta|title)(?=[\s>]))/i.test(start(head))
}

/** The beginning of a text after what may stand before any element. */
export function start(head: string): string {
  return head
    .slice(0, 20_000)
    .replace(/^(?:[\s\ufeff]|<!--[\s\S]{0,5000}?-->|<\?xml[^>]{0,200}\?>)+/, '')
    .slice(0, 4000)
}
