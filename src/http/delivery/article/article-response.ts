import type { Site } from '../../../domain/address/site.ts'
import { articleGroup } from '../../../domain/change.ts'
import type { Rendering } from '../../../domain/page/query.ts'
import { type CacheableResponse, jsonType } from '../../cache/respond.ts'
import type { PrintWithBody } from '../delivery.ts'
import { articleFragment } from '../fragment.ts'
import { articleLinks } from './article-link.ts'

/** The response of `GET /v1/articles/{ref}` for a published article. */
export function articleResponse(
  print: PrintWithBody,
  site: Site,
  { fields, rendered }: ArticleShape = {},
): CacheableResponse {
  return {
    ...baseResponse(print),
    body: articleFragment(print, fields, rendered?.sections).body,
    etag: printEtag(print, representation({ fields, rendered })),
    links: articleLinks(print, site, ''),
  }
}

/** The members to keep (absent = all), and the rendered sections as JSON. */
export type ArticleShape = { fields?: readonly string[] | undefined; rendered?: RenderedPart | undefined }

export type RenderedPart = { wanted: readonly Rendering[]; sections: Uint8Array }

/** Names a shape in entity tags. */
export function representation({ fields = [], rendered }: ArticleShape): string {
  return ['json', ...fields, ...(rendered?.wanted ?? []).map(name => `+${name}`)].join('.')
}

/** Defaults of every response about a print. */
export function baseResponse(print: PrintWithBody) {
  const { articleId, printedAt, language } = print
  return { contentType: jsonType, lastModified: printedAt, groups: [articleGroup(articleId)], language }
}

/** The weak entity tag of one representation of a print. The mark differs after a backup was restored. */
export function printEtag({ revision, mark }: PrintWithBody, representation: string): string {
  return `W/"${revision}.${mark}.${representation}"`
}
