import type { Site } from '../../domain/address/site.ts'
import { type TermKind, termCollection } from '../../domain/term/term.ts'

/** File names of the feeds, below `/feeds` or below the folder of a term or language. */
export const feedFiles = ['rss.xml', 'atom.xml', 'feed.json', 'ninjs.json'] as const

export type FeedFile = (typeof feedFiles)[number]

/** The articles of a feed. Absent = all articles. */
export type FeedScope = { kind: TermKind; slug: string } | { kind: 'language'; slug: string }

/** URL of the first page of a feed. */
export function feedUrl(site: Site, file: FeedFile, scope?: FeedScope): string {
  if (!scope) return `${site.publicUrl}/feeds/${file}`
  const folder = scope.kind === 'language' ? 'languages' : termCollection[scope.kind]
  return `${site.publicUrl}/feeds/${folder}/${encodeURIComponent(scope.slug)}/${file}`
}
