import type { Position } from '../../../domain/page/query.ts'
import type { PrintPage } from '../../../domain/store/print-store.ts'
import type { Page } from '../../message/collection.ts'
import { type PageRequest, pageOf } from '../../message/page-request.ts'

/** The `page` member of a list of articles, and its `Link` members. */
export function listPage<Query>(
  url: string,
  pageRequest: PageRequest<Query, Position>,
  { ends, hasNext, hasPrevious, unknown }: PrintPage,
  total?: number,
): { page: Page; links: string[] } {
  return pageOf(url, pageRequest, {
    next: hasNext ? ends?.last : undefined,
    previous: hasPrevious ? ends?.first : undefined,
    unknown,
    total,
  })
}
