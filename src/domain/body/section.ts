import { z } from 'zod'
import { sectionExample } from '../example/article.ts'
import { id } from '../id.ts'
import { block } from './block.ts'
import { inlines } from './inline.ts'

export const anchor = z
  .string()
  .min(1)
  .max(210)
  .meta({ description: 'Fragment identifier, unique within the article.', examples: ['who-pays'] })

/** A section as stored; numbers that depend on its position are computed when it is printed. */
export const section = z.object({
  id: id.meta({ description: 'Does not change when the heading is reworded.' }),
  anchor,
  parentAnchor: anchor.optional().meta({ description: 'The section that contains this one; absent at the top level.' }),
  heading: z.string().min(1).optional().meta({ description: 'Plain text. Absent on the lead only.' }),
  headingContent: inlines.optional().meta({ description: 'The heading with its marks, if it has any.' }),
  level: z.int().min(1).max(6).meta({ description: 'Heading level 2 to 6; 1 is the lead.' }),
  formerAnchors: z.array(anchor).meta({ description: 'Former anchors, newest first.' }),
  blocks: z.array(block),
})

const { formerAnchors, blocks, ...place } = section.shape

/** A heading with the blocks up to the next heading of any level. */
export const deliveredSection = z
  .object({
    ...place,
    position: z.int().min(1).meta({ description: 'Counted from 1, in reading order.' }),
    wordCount: z.int().min(0),
    hash: z.string().meta({
      description: '16 base64url characters of SHA-256 over heading and blocks: equal hash, equal content.',
      examples: ['k3JxQ0b1yYv4Z2aS'],
    }),
    formerAnchors,
    blocks,
  })
  .meta({ id: 'Section', examples: [sectionExample] })

const rendering = (format: string) =>
  z
    .string()
    .optional()
    .meta({ description: `Heading and blocks as ${format}; with \`include=${format.toLowerCase()}\`.` })

/** A section as collections deliver it on request, with renderings. */
export const renderedSection = deliveredSection
  .extend({ html: rendering('HTML'), markdown: rendering('Markdown'), text: rendering('text') })
  .meta({
    id: 'RenderedSection',
    description: 'A section with the requested renderings.',
    examples: [{ ...sectionExample, text: 'The ferries cost 41 million.' }],
  })

export type Section = z.infer<typeof section>
export type DeliveredSection = z.infer<typeof deliveredSection>
export type RenderedSection = z.infer<typeof renderedSection>
