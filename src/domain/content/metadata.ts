import { z } from 'zod'
import { metadataExample, translationExample } from '../example/metadata.ts'
import { id } from '../id.ts'
import { day, instant } from '../instant.ts'
import { authorRef, termRef } from '../term/term.ts'
import { direction, language } from '../text/language.ts'
import { correction } from './correction.ts'
import { metadataFacts, precision } from './fact.ts'

const url = z.string().min(1).meta({ format: 'uri' })

export const translation = z
  .object({
    language,
    id,
    slug: z.string(),
    title: z.string(),
    url,
    canonicalUrl: url.optional().meta({ description: 'The page where people read it.' }),
  })
  .meta({ id: 'Translation', examples: [translationExample], description: 'The same article in another language.' })

export const custom = z
  .record(z.string(), z.unknown())
  .meta({ description: 'The publisher’s own members, unchanged. Never null.' })

/** The metadata of an article. */
export const metadata = z
  .object({
    language,
    direction,
    translations: z.array(translation),
    category: termRef.optional(),
    tags: z.array(termRef),
    authors: z.array(authorRef),
    publishedAt: instant.meta({
      description: 'First publication. It changes only if an editor publishes another date; it is never in the future.',
    }),
    publishedDate: day.meta({ description: 'The day of `publishedAt` in the site’s time zone.' }),
    publishedPrecision: precision,
    updatedAt: instant.meta({ description: 'Last modification of the content; never the time of an import.' }),
    expiresAt: instant.optional().meta({ description: 'Hide offline copies from this time on.' }),
    readingTimeMinutes: z.int().min(1),
    wordCount: z.int().min(0),
    views: z.int().min(0).meta({ description: 'At the time of the response; not part of revision and ETag.' }),
    ...metadataFacts,
    canonicalUrl: url,
    corrections: z.array(correction),
    custom,
  })
  .meta({ id: 'Metadata', examples: [metadataExample] })

export type Metadata = z.infer<typeof metadata>
export type Translation = z.infer<typeof translation>
