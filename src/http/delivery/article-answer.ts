import type { Site } from '../../domain/address/site.ts'
import { articleGroup } from '../../domain/change.ts'
import type { Rendering } from '../../domain/page/query.ts'
import { type CacheableResponse, jsonType } from '../cache/respond.ts'
import { articleLinks } from './article-link.ts'
import type { WholePrint } from './delivery.ts'
import { articlePiece } from './piece.ts'

/** What `GET /v1/articles/{ref}` answers of a delivered article. */
export function articleAnswer(
  print: WholePrint,
  site: Site,
  { fields, rendered }: ArticleShape = {},
): CacheableResponse {
  return {
    ...frameOf(print),
    body: articlePiece(print, fields, rendered?.sections).shown,
    etag: printTag(print, representation({ fields, rendered })),
    links: articleLinks(print, site, ''),
  }
}

/** Which members of an article stay, and its sections with renderings, as JSON. */
export type ArticleShape = { fields?: readonly string[] | undefined; rendered?: RenderedPart | undefined }

export type RenderedPart = { wanted: readonly Rendering[]; sections: Uint8Array }

/** The name of a shape in entity tags. */
export function representation({ fields = [], rendered }: ArticleShape): string {
  return ['json', ...fields, ...(rendered?.wanted ?? []).map(name => `+${name}`)].join('.')
}

/** What every answer about a print has, unless it says otherwise. */
export function frameOf(print: WholePrint) {
  const { articleId, printedAt, language } = print
  return { contentType: jsonType, lastModified: printedAt, groups: [articleGroup(articleId)], language }
}

/** The weak entity tag of one representation of a print: the mark tells its bytes from those of a store that was restored. */
export function printTag({ revision, mark }: WholePrint, representation: string): string {
  return `W/"${revision}.${mark}.${representation}"`
}
