import { z } from 'zod'
import { footnote } from '../../../domain/body/footnote.ts'
import { image } from '../../../domain/body/image.ts'
import { inlines } from '../../../domain/body/inline.ts'
import { section } from '../../../domain/body/section.ts'
import { correction } from '../../../domain/content/correction.ts'
import { headFacts, metadataFacts, precision } from '../../../domain/content/fact.ts'
import { custom } from '../../../domain/content/metadata.ts'
import { maxReadingMinutes, maxViews } from '../../../domain/content/tidy.ts'
import { id } from '../../../domain/id.ts'
import { day, instant } from '../../../domain/instant.ts'
import { language } from '../../../domain/text/language.ts'

/** A term as a name, or as the API delivers it. */
const named = z.union([
  z.string().min(1),
  z.object({
    id: id.optional(),
    slug: z.string().min(1).optional(),
    name: z.string().min(1),
    description: z.string().optional(),
    pageUrl: z.string().min(1).optional(),
    image: image.optional(),
  }),
])

/** Far above any real value, and far below the limit of exact integers. */
const maxEditions = 1_000_000

const metadata = z.object({
  language: language.optional(),
  /** A name that all translations of an article share. */
  translationKey: z.string().min(1).max(500).optional(),
  translations: z.array(z.object({ id: id.optional() })).optional(),
  category: named.optional(),
  tags: z.array(named).optional(),
  authors: z.array(named).optional(),
  publishedAt: z.union([instant, day]).optional(),
  publishedPrecision: precision.optional(),
  updatedAt: instant.optional(),
  expiresAt: instant.optional(),
  readingTimeMinutes: z.int().min(1).max(maxReadingMinutes).optional(),
  views: z.int().min(0).max(maxViews).optional(),
  ...metadataFacts,
  canonicalUrl: z.string().min(1).optional(),
  corrections: z.array(correction.extend({ edition: z.int().min(1).max(maxEditions) })).optional(),
  custom: custom.optional(),
})

const takeaway = z.union([
  z.string().min(1),
  z.object({
    id: id.optional(),
    text: z.string().optional(),
    content: inlines.optional(),
    origin: z.string().optional(),
    sectionAnchor: z.string().min(1).optional(),
  }),
])

/**
 * An article in the form of `GET /v1/articles/{ref}` and of exports. Only title and body are required, so that it can be
 * written by hand. Other members follow from these and are not read.
 */
export const articleLine = z.object({
  id: id.optional(),
  slug: z.string().min(1).optional(),
  title: z.string().trim().min(1),
  ...headFacts,
  edition: z.int().min(0).max(maxEditions).optional(),
  metadata: metadata.optional(),
  keyTakeaways: z.array(takeaway).optional(),
  sections: z.array(section.partial({ id: true, anchor: true, formerAnchors: true, level: true })).optional(),
  footnotes: z.array(footnote).optional(),
  /** Members of the working copy that are not delivered. Exports of a whole store have them. */
  workingCopy: z
    .object({
      externalId: z.string().min(1).optional(),
      status: z.string().optional(),
      /** Those of canonicalUrl, publishedAt, updatedAt, readingTimeMinutes and slug that were not computed. */
      stated: z.array(z.string()).optional(),
      formerSlugs: z.array(z.string().min(1)).optional(),
      paths: z.array(z.string().min(1)).optional(),
      translationGroup: id.optional(),
    })
    .optional(),
})

export type ArticleLine = z.infer<typeof articleLine>
export type NamedTerm = z.infer<typeof named>
