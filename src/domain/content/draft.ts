import { z } from 'zod'
import { footnote } from '../body/footnote.ts'
import { image } from '../body/image.ts'
import { type Inline, inlines } from '../body/inline.ts'
import { anchor, section } from '../body/section.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'
import { language } from '../text/language.ts'
import { content } from './content.ts'
import { headFacts, metadataFacts, precision } from './fact.ts'
import { mostReadingMinutes } from './tidy.ts'

/** Tags, and authors, that one article may have: each is looked for, or made. */
export const mostTerms = 200

const url = z.string().min(1).meta({ format: 'uri' })
/** In JSON Schema, too: a text that is not blank. */
const filled = { minLength: 1, pattern: '\\S' }
const name = z
  .string()
  .refine(text => text.trim() !== '', 'must not be empty')
  .meta(filled)

export const draftAuthor = z
  .object({
    name,
    pageUrl: url.optional().meta({ description: 'Taken where the author is new.' }),
    image: image.optional().meta({ description: 'Taken where the author is new.' }),
  })
  .meta({ id: 'DraftAuthor', examples: [{ name: 'Ann Writer' }], description: 'An author, known by name.' })

const follows = ' Follows from the text; ignored in requests.'

export const draftSection = z
  .object({
    id: id.optional().meta({ description: 'Of a section that the article has: it is changed. Absent: a new one.' }),
    anchor: anchor.optional().meta({
      pattern: '\\S',
      description:
        'In requests the one wanted; absent, or as it was beside a new heading, it follows from the heading. The one that it had leads to it.',
    }),
    parentAnchor: anchor.optional().meta({ description: `The section this one stands under.${follows}` }),
    heading: section.shape.heading,
    headingContent: section.shape.headingContent,
    level: section.shape.level
      .optional()
      .meta({ description: 'Heading level 2 to 6, 2 where absent; 1 is the lead, the text before the first heading.' }),
    formerAnchors: section.shape.formerAnchors
      .optional()
      .meta({ description: `Anchors it had before, newest first.${follows}` }),
    blocks: section.shape.blocks,
  })
  .meta({
    id: 'DraftSection',
    examples: [
      { heading: 'Who pays', level: 2, blocks: [{ type: 'paragraph', content: [{ text: 'The city does.' }] }] },
    ],
    description: 'A section of the working copy.',
  })

export const draftTakeaway = z
  .object({
    id: id.optional().meta({ description: 'Of a takeaway that the article has: it is changed. Absent: a new one.' }),
    text: z.string().optional().meta({ description: 'Plain text of `content`; in requests in place of it.' }),
    content: inlines.optional(),
    origin: z.enum(['authored', 'extracted', 'generated']).optional().meta({ description: 'Absent: `authored`.' }),
    sectionAnchor: anchor.optional().meta({ description: 'The section that it sums up.' }),
  })
  .meta({
    id: 'DraftTakeaway',
    examples: [{ text: 'The ferries replace two diesel boats.' }],
    description: 'A key takeaway of the working copy.',
  })

const { shape } = content

/** What editors write, as requests and working copies have it: terms by name. */
export const draft = z
  .object({
    slug: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Absent: made of the title.', examples: ['electric-ferries'], pattern: '\\S' }),
    title: name.optional().meta({
      description: 'Needed, unless the body states one.',
      examples: ['Harbour Trust buys two electric ferries'],
    }),
    ...headFacts,
    language: language.optional().meta({ description: 'Absent: that of the body, else of the site.' }),
    category: name.optional().meta({ description: 'Name of a category, made where there is none.' }),
    tags: z
      .array(name)
      .optional()
      .meta({ description: `Names of tags, made where there are none; at most ${mostTerms}.` }),
    authors: z
      .array(draftAuthor)
      .optional()
      .meta({ description: `At most ${mostTerms}.` }),
    ...metadataFacts,
    canonicalUrl: url.optional().meta({ description: 'Where people read it, if not where the site has its articles.' }),
    custom: shape.custom.optional(),
    publishedAt: instant.optional().meta({
      description:
        'First publication; absent: the moment of publishing. A key with `articles:publish` may publish another date later. One in the future cannot be published (409): schedule the publication.',
    }),
    publishedPrecision: precision.optional(),
    updatedAt: instant
      .optional()
      .meta({ description: 'Last modification, where it was before the first publication.' }),
    expiresAt: instant
      .optional()
      .meta({ description: 'When a publication of this version ends; offline copies hide the article from then on.' }),
    readingTimeMinutes: z.int().min(1).max(mostReadingMinutes).optional().meta({
      description: 'Absent: computed. A figure is dropped when the body changes without it.',
    }),
    keyTakeaways: z.array(draftTakeaway).optional(),
    sections: z.array(draftSection).optional(),
    footnotes: z.array(footnote).optional(),
    markdown: z.string().optional().meta({ description: 'The body as Markdown, in place of `sections`.' }),
    html: z.string().optional().meta({ description: 'The body as HTML, in place of `sections`.' }),
    text: z.string().optional().meta({ description: 'The body as text, in place of `sections`.' }),
  })
  .meta({
    id: 'ArticleDraft',
    examples: [
      { title: 'Harbour Trust buys two electric ferries', markdown: 'Two boats.\n\n## Who pays\n\nThe city.' },
    ],
    description:
      'What editors write. Body: `sections`, or one of `markdown`, `html` and `text`, which is kept as sections.',
  })

export type Draft = z.infer<typeof draft>
export type DraftSection = z.infer<typeof draftSection>
export type DraftTakeaway = z.infer<typeof draftTakeaway>

/** A section with its level, which may be left out: 1 for the lead, else 2. */
export function levelled(section: DraftSection): DraftSection & { level: number } {
  return { ...section, level: section.level ?? (section.heading === undefined ? 1 : 2) }
}

/** What a takeaway says, however it says it. */
export function runsOf({ content, text = '' }: DraftTakeaway): { content: Inline[] } {
  return { content: content ?? (text === '' ? [] : [{ text }]) }
}
