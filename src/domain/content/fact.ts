import { z } from 'zod'
import { image } from '../body/image.ts'
import { instant } from '../instant.ts'
import { rights, source } from './rights.ts'

export const precision = z
  .enum(['instant', 'day'])
  .meta({ description: '`day` if the source states no time: then `publishedAt` is 00:00 in the site’s time zone.' })

export type Precision = z.infer<typeof precision>

/**
 * Texts of the title area. Each has the same name and meaning in manuscripts, drafts, contents, prints and exports,
 * whose schemas are derived from this one.
 */
export const headFacts = {
  summary: z.string().optional().meta({ description: 'The one-sentence standfirst.' }),
}

/** Facts that prints and exports have in `metadata`. */
export const metadataFacts = {
  image: image.optional(),
  canonicalUrl: z.string().optional(),
  source: source.optional(),
  rights: rights.optional(),
}

/** Facts that a print computes if they are absent. */
export const dateFacts = {
  /** First publication as stated by the source or an editor; absent = the time of publishing. */
  publishedAt: instant.optional(),
  publishedPrecision: precision.optional(),
  /** Last modification as stated by the source. */
  updatedAt: instant.optional(),
  expiresAt: instant.optional(),
  /** The source's own figure; dropped when the body changes. */
  readingTimeMinutes: z.int().min(1).optional(),
}

const facts = z.object({ ...headFacts, ...metadataFacts, ...dateFacts })

/** All facts of an article except title, terms and body. */
export type Facts = z.infer<typeof facts>

export const headNames = names(headFacts)
export const metadataNames = names(metadataFacts)
export const factNames: readonly (keyof Facts)[] = names(facts.shape)

function names<Shape extends object>(shape: Shape): readonly (keyof Shape)[] {
  return Object.keys(shape) as (keyof Shape)[]
}
