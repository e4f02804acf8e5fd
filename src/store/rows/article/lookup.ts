import type { Lookup } from '../../../domain/store/article/article-store.ts'
import { audit } from '../../schema/access.ts'
import { article } from '../../schema/article.ts'
import { tombstone } from '../../schema/print.ts'
import type { Connection } from '../database/connection.ts'
import type { Answer, Routine } from '../database/routine.ts'
import { isInTable } from '../database/statement.ts'
import { createChangeRows } from '../log/change.ts'
import { createTermResolver } from '../term/merged-term.ts'
import type { TermMaker } from '../term/term-maker.ts'
import { createAddressRows } from './address.ts'
import type { EditionRows } from './edition.ts'
import { createScheduleRows } from './schedule.ts'
import type { SlugRows } from './slug.ts'
import { createTranslationRows } from './translation.ts'
import { createVersionRows } from './version.ts'

/** The reads of decisions about articles. */
export function createLookups(
  connection: Connection,
  { editions, slugs, termMaker }: { editions: EditionRows; slugs: SlugRows; termMaker: TermMaker },
): (answer: Answer) => Lookup {
  const addresses = createAddressRows(connection)
  const changes = createChangeRows(connection)
  const resolveTerms = createTermResolver(connection)
  const schedules = createScheduleRows(connection)
  const translations = createTranslationRows(connection)
  const versions = createVersionRows(connection)
  const tables = [article.id, tombstone.article_id, audit.article_id].map(column => isInTable(connection, column))

  function* isUsed(id: string): Routine<boolean> {
    for (const has of tables) if (yield* has(id)) return true
    return false
  }

  function* edition(...of: Parameters<Lookup['edition']>): Routine<ReturnType<Lookup['edition']>> {
    const found = yield* editions.find(...of)
    return found && { ...found, content: yield* resolveTerms(found.content) }
  }

  return answer => ({
    notBefore: at => answer(changes.notBefore(at)),
    isIdUsed: id => answer(isUsed(id)),
    slugOwner: (slug, than) => answer(slugs.owner(slug, than)),
    mayGiveUp: slugs.mayGiveUp,
    corrections: id => answer(editions.corrections(id)),
    edition: (id, number) => answer(edition(id, number)),
    version: (id, number) => answer(versions.find(id, number)),
    terms: ids => answer(termMaker.terms(ids)),
    resolveTerms: (names, mayDescribe) => answer(termMaker.resolve(names, mayDescribe)),
    translationIn: (group, language, than) => answer(translations.translationIn(group, language, than)),
    isGroupPublished: group => answer(translations.isGroupPublished(group)),
    scheduled: id => answer(schedules.of(id)),
    articlesByAddress: (keys, source) => answer(addresses.addressed(keys, source)),
    articlesByFileName: (keys, source, language) => answer(addresses.named(keys, source, language)),
    sameTranslation: (key, source, language, than) => answer(addresses.sameTranslation(key, source, language, than)),
    isClaimed: (claim, than) => answer(addresses.isClaimed(claim, than)),
  })
}
