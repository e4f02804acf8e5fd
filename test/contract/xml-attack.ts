/** A document with entities of entities: `&l9;` would be a billion words. Also `&x;`, a file of this machine. */
export function laughs(document: string): string {
  const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
  return withType(document, `<!ENTITY l0 "lol">${entities.join('')}<!ENTITY x SYSTEM "file:///etc/passwd">`)
}

/** A document with references to files and addresses. */
export function external(document: string): string {
  return withType(document, '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/x.dtd">%y;')
}

function withType(document: string, subset: string): string {
  const [declaration = ''] = /^<\?xml[^>]*\?>/.exec(document) ?? []
  const rest = document.slice(declaration.length).replace(/^<!doctype html>/i, '')
  return `${declaration}<!DOCTYPE ${/^\s*<(\w+)/.exec(rest)?.[1] ?? 'rss'} [${subset}]>${rest}`
}
