import { z } from 'zod'
import { actor, onBehalfOf } from '../access/requester.ts'
import type { Content } from '../content/content.ts'
import { id } from '../id.ts'
import { type Instant, instant } from '../instant.ts'
import type { Term } from '../term/term.ts'
import { editionCopy } from './edition-copy.ts'
import { draftOf } from './working-copy.ts'

/** Number of versions of a working copy that are kept, including the current one. */
export const keptVersions = 50

/** Maximum compressed size of the former versions of one article, in bytes. The newest of them is always kept. */
export const keptVersionBytes = 4_194_304

const facts = {
  articleId: id,
  version: z.int().min(1),
  at: instant.meta({ description: 'Time of creation.' }),
  actor: actor.optional(),
  onBehalfOf: onBehalfOf.optional(),
  edition: z.int().min(1).optional().meta({ description: 'The edition that was published from it, if any.' }),
}

/** A version in a list. */
export const versionItem = z
  .object({ ...facts, slug: z.string(), title: z.string() })
  .meta({ id: 'VersionItem', description: 'A version of a working copy without its content.' })

const {
  articleId: _articleId,
  number: _number,
  at: _at,
  publishedAt: _publishedAt,
  updatedAt: _updatedAt,
  version: _version,
  actor: _actor,
  onBehalfOf: _onBehalfOf,
  corrections: _corrections,
  ...said
} = editionCopy.shape

/** A complete version, as editors read it. */
export const versionCopy = z.object({ ...said, ...facts }).meta({
  id: 'Version',
  description: 'A version of a working copy, in the form in which editors write articles: terms by name.',
})

export type VersionItem = z.infer<typeof versionItem>
export type VersionCopy = z.infer<typeof versionCopy>

/** A version of a working copy, without its content. */
export type ListedVersion = {
  articleId: string
  version: number
  /** Time of creation. */
  at: Instant
  /** The author of the version. Absent if unknown. */
  actor?: string | undefined
  onBehalfOf?: string | undefined
  /** Number of the edition that was published from it. */
  edition?: number | undefined
  slug: string
  title: string
}

export type ArticleVersion = ListedVersion & { content: Content }

export function versionCopyOf(version: ArticleVersion, terms: readonly Term[]): VersionCopy {
  const { content, ...listed } = version
  return versionCopy.parse({ ...draftOf(content, terms), direction: content.direction, ...listed })
}
