import { z } from 'zod'
import { block } from '../body/block.ts'
import { footnote } from '../body/footnote.ts'
import { keyTakeaway } from '../body/key-takeaway.ts'
import { anchor, section } from '../body/section.ts'
import { id } from '../id.ts'

const change = z
  .string()
  .min(1)
  .meta({
    description: 'Treat an unknown value as `changed`.',
    'x-extensible-enum': ['added', 'removed', 'changed', 'moved'],
    examples: ['changed'],
  })

const place = (side: string) =>
  z
    .int()
    .min(1)
    .optional()
    .meta({ description: `Counted from 1; absent if it is missing ${side}.` })

const places = { positionBefore: place('before'), positionAfter: place('afterwards') }

const memberDifference = z
  .object({
    member: z.string().meta({ examples: ['title'] }),
    change,
    before: z.unknown().optional().meta({ description: 'Absent if the member was.' }),
    after: z.unknown().optional().meta({ description: 'Absent if the member is.' }),
  })
  .meta({ id: 'MemberDifference', description: 'A member of the article that differs.' })

const blockDifference = z.object({ change, ...places, before: block.optional(), after: block.optional() }).meta({
  id: 'BlockDifference',
  description: 'A block that differs. A block that was only moved is equal on both sides.',
})

const sectionHead = z
  .object({
    anchor,
    heading: section.shape.heading,
    headingContent: section.shape.headingContent,
    level: section.shape.level,
    parentAnchor: section.shape.parentAnchor,
  })
  .meta({ id: 'SectionHead', description: 'The heading and the position of a section.' })

const sectionDifference = z
  .object({
    id,
    change,
    ...places,
    before: sectionHead.optional(),
    after: sectionHead.optional(),
    blocks: z.array(blockDifference),
  })
  .meta({
    id: 'SectionDifference',
    description: 'A section that differs, identified by its id, with the blocks that differ.',
  })

const comparedTakeaway = z
  .object({
    text: z.string(),
    content: keyTakeaway.shape.content,
    origin: keyTakeaway.shape.origin,
    sectionAnchor: keyTakeaway.shape.sectionAnchor,
  })
  .meta({ id: 'ComparedTakeaway', description: 'A key takeaway on one side of a comparison.' })

const takeawayDifference = z
  .object({ id, change, ...places, before: comparedTakeaway.optional(), after: comparedTakeaway.optional() })
  .meta({ id: 'TakeawayDifference', description: 'A key takeaway that differs, identified by its id.' })

const footnoteDifference = z
  .object({ anchor, change, ...places, before: footnote.optional(), after: footnote.optional() })
  .meta({ id: 'FootnoteDifference', description: 'A footnote that differs, identified by its anchor.' })

/** The differences between two states of an article; empty lists if there are none. */
export const editionDiff = z.object({
  members: z.array(memberDifference),
  keyTakeaways: z.array(takeawayDifference),
  sections: z.array(sectionDifference),
  footnotes: z.array(footnoteDifference),
})

export type EditionDiff = z.infer<typeof editionDiff>

export type BlockDifference = z.infer<typeof blockDifference>

/** A section without its blocks. */
export type SectionHead = z.infer<typeof sectionHead>

export type ComparedTakeaway = z.infer<typeof comparedTakeaway>
