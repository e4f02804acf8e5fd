import { Command } from 'commander'
import { AppError } from '../../domain/error.ts'
import { type Id, isId } from '../../domain/id.ts'
import type { Store } from '../../domain/store/store.ts'
import type { Shell } from '../shell.ts'
import { siteOf } from '../site.ts'

/** `offprint source <ref>` */
export function sourceCommand(shell: Shell): Command {
  return new Command('source')
    .description('print the source of the last import of an article, byte for byte')
    .argument('<ref>', 'slug, id or external id')
    .action(async (ref: string) => printSource(ref, shell))
}

async function printSource(ref: string, shell: Shell): Promise<void> {
  const config = shell.config()
  const store = await shell.openStore(config, siteOf(config), 'blocking')
  try {
    const id = await articleId(ref, store)
    if (id === undefined)
      throw new AppError('article-not-found', `No article has or had the slug, id or external id "${ref}".`)
    const source = await store.source(id)
    if (!source) throw new AppError('article-not-found', `The article ${id} was not imported, so it has no source.`)
    await shell.write(source.bytes)
  } finally {
    await store.close()
  }
}

/** Finds an article, published or not, by slug, id or external id. */
async function articleId(ref: string, store: Store): Promise<Id | undefined> {
  if (isId(ref)) return (await store.article(ref))?.id
  const found = await store.find(ref)
  if (found?.kind === 'print') return found.print.articleId
  if (found?.kind === 'moved') return found.articleId
  if (found?.kind === 'gone') return found.tombstone.id
  const known = await store.articleByExternalId(ref)
  if (known) return known.id
  const { articles } = await store.workingCopies({ slug: ref, limit: 1 })
  return articles.find(article => article.slug === ref)?.id
}
