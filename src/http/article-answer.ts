import { articleGroup } from '../domain/change.ts'
import type { Site } from '../domain/site.ts'
import { jsonType, type Prepared } from './answer.ts'
import { articleLinks } from './article-link.ts'
import type { WholePrint } from './delivery.ts'
import { articlePiece } from './piece.ts'

/** What `GET /v1/articles/{ref}` answers of a delivered article. */
export function articleAnswer(print: WholePrint, site: Site, fields: readonly string[] = []): Prepared {
  return {
    ...frameOf(print),
    body: articlePiece(print, fields.length > 0 ? fields : undefined).shown,
    etag: printTag(print, ['json', ...fields].join('.')),
    links: articleLinks(print, site, ''),
  }
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
