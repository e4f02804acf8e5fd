import { z } from 'zod'
import { actor, onBehalfOf } from '../access/requester.ts'
import type { Content } from '../content/content.ts'
import { correction } from '../content/correction.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import type { ListedEdition } from '../store/article/edition-store.ts'
import type { Term } from '../term/term.ts'
import type { Compared } from './compare-editions.ts'
import type { Edition } from './edition.ts'
import { editionDiff } from './edition-diff.ts'
import { draftOf, workingCopy } from './working-copy.ts'

const stateShape = {
  articleId: id,
  number: z.int().min(1).meta({ description: 'Counted from 1.' }),
  at: instant.meta({ description: 'Time of publication.' }),
  publishedAt: instant.meta({ description: 'First publication of the article.' }),
  updatedAt: instant.meta({ description: 'Last modification, as delivered.' }),
  version: z.int().min(1).meta({ description: 'The version of the working copy that was published.' }),
  actor: actor.optional(),
  onBehalfOf: onBehalfOf.optional(),
}

/** An edition in a list. */
export const editionItem = z
  .object({
    ...stateShape,
    slug: z.string(),
    title: z.string(),
    language: z.string().meta({ description: 'Language tag (BCP 47).' }),
    correction: correction.optional(),
  })
  .meta({
    id: 'EditionItem',
    description: 'A published edition without its body; `correction` is the note that was published with it.',
  })

const {
  id: _id,
  version: _version,
  etag: _etag,
  status: _status,
  ahead: _ahead,
  edition: _edition,
  publishedVersion: _publishedVersion,
  externalId: _externalId,
  translationGroup: _group,
  createdAt: _created,
  modifiedAt: _modified,
  actor: _actor,
  onBehalfOf: _onBehalfOf,
  firstPublishedAt: _first,
  url: _url,
  pageUrl: _pageUrl,
  revision: _revision,
  schedule: _schedule,
  notes: _notes,
  ...said
} = workingCopy.shape

/** A complete edition, as editors read it. */
export const editionCopy = z.object({ ...said, ...stateShape, corrections: z.array(correction) }).meta({
  id: 'Edition',
  description: 'A published edition, in the form in which editors write articles: terms by name.',
})

/** Comparison of two states of an article. */
export const editionComparison = editionDiff
  .extend({
    fromEdition: z.int().min(0).meta({ description: 'Number of the earlier edition; 0 = nothing was published yet.' }),
    toEdition: z
      .int()
      .min(1)
      .optional()
      .meta({ description: 'Number of the later edition; absent = the working copy.' }),
  })
  .meta({
    id: 'EditionComparison',
    description: 'The differences: members by name, sections and takeaways by id, blocks by content.',
  })

export type EditionItem = z.infer<typeof editionItem>
export type EditionCopy = z.infer<typeof editionCopy>
export type EditionComparison = z.infer<typeof editionComparison>

export function editionCopyOf(edition: Edition, terms: readonly Term[]): EditionCopy {
  const { content, ...facts } = edition
  return editionCopy.parse({ ...draftOf(content, terms), direction: content.direction, ...facts })
}

export function editionItemOf(listed: ListedEdition): EditionItem {
  return editionItem.parse(listed)
}

/** One side of a comparison, with terms by name. */
export function comparedOf(content: Content, terms: readonly Term[]): Compared {
  const { keyTakeaways: _, sections: __, footnotes: ___, ...members } = draftOf(content, terms)
  return { members, body: content }
}
