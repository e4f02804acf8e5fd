import type { Article } from '../../domain/article/article.ts'
import { isOpen } from '../../domain/article/transition.ts'
import { AppError } from '../../domain/error.ts'
import type { ImportItem } from '../../importer/source/run.ts'

/** Checks the identity that a line of an export states: another source might use it for its next article. */
export function demandOwnIdentity({ id, externalId }: ImportItem, source: string): void {
  if (id === undefined && !externalId.startsWith(`${source}:`)) throw noRight(externalId, notOfSource)
}

const notOfSource = 'does not belong to this source'

function noRight(externalId: string, reason: string): AppError {
  const detail = `The article "${externalId}" ${reason}. Only a key with articles:publish can import it.`
  return new AppError('import-conflict', detail)
}

/**
 * Checks that an import without publishing rights changes only articles of its own source, and none that a publisher
 * ended.
 */
export function demandOwnSource(current: Article, { externalId }: ImportItem, source: string): void {
  const reason =
    current.imported?.source !== source ? notOfSource : isOpen(current) ? undefined : `is ${current.status}`
  if (reason !== undefined) throw noRight(externalId, reason)
}

/** Checks that no other source has the identity, and that editors changed nothing since the last import. */
export function demandUnchanged(
  { content, imported, version }: Article,
  item: ImportItem,
  originExists: (origin: string) => boolean,
): void {
  if (imported && imported.origin !== item.origin && originExists(imported.origin)) {
    throw new AppError(
      'import-conflict',
      `"${item.externalId}" is "${content.title}", imported from another place. Give this source another name, or force the import.`,
      {
        hint: `It was imported from ${imported.origin}. Name this source with --source, or replace the article with --force.`,
      },
    )
  }
  if (version !== imported?.version) {
    throw new AppError(
      'import-diverged',
      `"${content.title}" was edited after its last import. Force the import to replace what editors wrote.`,
      { hint: 'Replace the article with --force.' },
    )
  }
}
