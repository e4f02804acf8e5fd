import { type WorkingCopy, workingCopyOf } from '../../domain/article/working-copy.ts'
import { termIds } from '../../domain/content/content.ts'
import type { Id } from '../../domain/id.ts'
import { notFound } from './precondition.ts'
import type { EditorialDeps } from './write.ts'

/** @throws AppError `article-not-found` */
export async function readArticle(
  id: Id,
  { store, site }: Pick<EditorialDeps, 'store' | 'site'>,
): Promise<WorkingCopy> {
  const article = await store.article(id)
  if (!article) throw notFound()
  const [terms, scheduled, delivered] = await Promise.all([
    store.termsById(termIds(article.content)),
    store.scheduled(id),
    store.publicState(id),
  ])
  return workingCopyOf(article, terms, scheduled, delivered, site)
}
