import { z } from 'zod'
import { footnote } from '../body/footnote.ts'
import { image } from '../body/image.ts'
import { type Inline, inlines } from '../body/inline.ts'
import { anchor, section } from '../body/section.ts'
import { id } from '../id.ts'
import { checkFreeMembers } from '../input/free-member.ts'
import { instant } from '../instant.ts'
import { language } from '../text/language.ts'
import { content } from './content.ts'
import { headFacts, metadataFacts, precision } from './fact.ts'
import { maxReadingMinutes } from './tidy.ts'

/** Maximum number of tags, and of authors, because each is looked up or created. */
export const maxTerms = 200

const url = z.string().min(1).meta({ format: 'uri' })
/** Text that is not blank; JSON Schema expresses this too. */
const filled = { minLength: 1, pattern: '\\S' }
const name = z
  .string()
  .refine(text => text.trim() !== '', 'must not be empty')
  .meta(filled)

export const draftAuthor = z
  .object({
    name,
    pageUrl: url.optional().meta({ description: 'Used if the author is new.' }),
    image: image.optional().meta({ description: 'Used if the author is new.' }),
  })
  .meta({ id: 'DraftAuthor', examples: [{ name: 'Ann Writer' }], description: 'An author, identified by name.' })

const follows = ' Follows from the text; ignored in requests.'

export const draftSection = z
  .object({
    id: id.optional().meta({ description: 'The section of the article to change. Absent = a new section.' }),
    anchor: anchor.optional().meta({
      pattern: '\\S',
      description:
        'In requests, the wanted anchor. If it is absent, or unchanged although the heading is new, it is made from the heading. The former anchor redirects.',
    }),
    parentAnchor: anchor.optional().meta({ description: `The section that contains this one.${follows}` }),
    heading: section.shape.heading,
    headingContent: section.shape.headingContent,
    level: section.shape.level
      .optional()
      .meta({ description: 'Heading level 2 to 6, by default 2; 1 is the lead, the text before the first heading.' }),
    formerAnchors: section.shape.formerAnchors
      .optional()
      .meta({ description: `Former anchors, newest first.${follows}` }),
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
    id: id.optional().meta({ description: 'The takeaway of the article to change. Absent = a new takeaway.' }),
    text: z.string().optional().meta({ description: 'Plain text of `content`; in requests, an alternative to it.' }),
    content: inlines.optional(),
    origin: z.enum(['authored', 'extracted', 'generated']).optional().meta({ description: 'Absent = `authored`.' }),
    sectionAnchor: anchor.optional().meta({ description: 'The section that it summarises.' }),
  })
  .meta({
    id: 'DraftTakeaway',
    examples: [{ text: 'The ferries replace two diesel boats.' }],
    description: 'A key takeaway of the working copy.',
  })

const { shape } = content

/** The content that editors write, in requests and working copies: terms by name. */
export const draft = z
  .object({
    slug: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Absent = made from the title.', examples: ['electric-ferries'], pattern: '\\S' }),
    title: name.optional().meta({
      description: 'Required, unless the body states one.',
      examples: ['Harbour Trust buys two electric ferries'],
    }),
    ...headFacts,
    language: language.optional().meta({ description: 'Absent = that of the body, else of the site.' }),
    category: name.optional().meta({ description: 'Name of a category; created if there is none.' }),
    tags: z
      .array(name)
      .optional()
      .meta({ description: `Names of tags; missing tags are created. At most ${maxTerms}.` }),
    authors: z
      .array(draftAuthor)
      .optional()
      .meta({ description: `At most ${maxTerms}.` }),
    ...metadataFacts,
    canonicalUrl: url.optional().meta({ description: 'The page where people read it, if not the site’s own.' }),
    custom: shape.custom.superRefine(checkFreeMembers).optional(),
    publishedAt: instant.optional().meta({
      description:
        'First publication; absent = the time of publishing. A key with `articles:publish` may publish another date later. An article with a date in the future cannot be published (409): schedule the publication instead.',
    }),
    publishedPrecision: precision.optional(),
    updatedAt: instant.optional().meta({ description: 'Last modification, if it was before the first publication.' }),
    expiresAt: instant.optional().meta({
      description: 'When the publication of this version ends; offline copies hide the article from this time on.',
    }),
    readingTimeMinutes: z.int().min(1).max(maxReadingMinutes).optional().meta({
      description: 'Absent = computed. The figure is dropped when the body changes and the request does not state it.',
    }),
    keyTakeaways: z.array(draftTakeaway).optional(),
    sections: z.array(draftSection).optional(),
    footnotes: z.array(footnote).optional(),
    markdown: z.string().optional().meta({ description: 'The body as Markdown, instead of `sections`.' }),
    html: z.string().optional().meta({ description: 'The body as HTML, instead of `sections`.' }),
    text: z.string().optional().meta({ description: 'The body as text, instead of `sections`.' }),
  })
  .meta({
    id: 'ArticleDraft',
    examples: [
      { title: 'Harbour Trust buys two electric ferries', markdown: 'Two boats.\n\n## Who pays\n\nThe city.' },
    ],
    description:
      'The content of an article. Its body is in `sections`, or in one of `markdown`, `html` and `text`, which is converted to sections.',
  })

export type Draft = z.infer<typeof draft>
export type DraftSection = z.infer<typeof draftSection>
export type DraftTakeaway = z.infer<typeof draftTakeaway>

/** A section whose level is optional: 1 for the lead, else 2. */
export function levelled(section: DraftSection): DraftSection & { level: number } {
  return { ...section, level: section.level ?? (section.heading === undefined ? 1 : 2) }
}

/** The content of a takeaway, as text or as inlines. */
export function runsOf({ content, text = '' }: DraftTakeaway): { content: Inline[] } {
  return { content: content ?? (text === '' ? [] : [{ text }]) }
}
