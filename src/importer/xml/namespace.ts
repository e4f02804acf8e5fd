/** Namespaces by the prefixes that feeds and exports give them, used where a document does not declare a prefix. */
export const usualNamespaces: Readonly<Record<string, string>> = {
  app: 'http://www.w3.org/2007/app',
  atom: 'http://www.w3.org/2005/Atom',
  blogger: 'http://schemas.google.com/blogger/2018',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcterms: 'http://purl.org/dc/terms/',
  excerpt: 'http://wordpress.org/export/1.2/excerpt/',
  itunes: 'http://www.itunes.com/dtds/podcast-1.0.dtd',
  media: 'http://search.yahoo.com/mrss/',
  prism: 'http://prismstandard.org/namespaces/basic/2.0/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  wfw: 'http://wellformedweb.org/CommentAPI/',
  wp: 'http://wordpress.org/export/1.2/',
  xhtml: 'http://www.w3.org/1999/xhtml',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
}

/** Namespaces in scope, by prefix. */
export type Namespaces = Readonly<Record<string, string>>

/**
 * The namespace of a prefix. An undeclared prefix has its usual namespace, else one of its own, and is reported.
 *
 * @param missing called with an undeclared prefix
 */
export function namespaceOf(prefix: string, scope: Namespaces, missing: (prefix: string) => void): string {
  const declared = Object.hasOwn(scope, prefix) ? scope[prefix] : undefined
  if (declared !== undefined) return declared
  if (prefix === '') return ''
  const usual = Object.hasOwn(usualNamespaces, prefix) ? usualNamespaces[prefix] : undefined
  if (usual === undefined || !prefix.startsWith('xml')) missing(prefix)
  return usual ?? `undeclared:${prefix}`
}
