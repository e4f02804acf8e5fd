import { z } from 'zod'
import { keyTakeawayExample } from '../example/article.ts'
import { id } from '../id.ts'
import { inlines } from './inline.ts'
import { anchor } from './section.ts'

/** A takeaway as stored; its text and position are computed from its content and place. */
export const keyTakeaway = z.object({
  id: id.meta({ description: 'Does not change when the text is slightly reworded.' }),
  content: inlines,
  origin: z
    .string()
    .min(1)
    .meta({
      description: 'How it was made. Treat an unknown origin as `generated`.',
      'x-extensible-enum': ['authored', 'extracted', 'generated'],
      examples: ['authored'],
    }),
  sectionAnchor: anchor.optional().meta({ description: 'The section that it summarises, if known.' }),
})

const { id: ownId, ...said } = keyTakeaway.shape

/** One of the ordered points that summarise an article. */
export const deliveredKeyTakeaway = z
  .object({
    id: ownId,
    position: z.int().min(1),
    text: z.string().meta({
      description: 'Plain text of `content`.',
      examples: ['The ferries replace two diesel boats built in 1987.'],
    }),
    ...said,
  })
  .meta({ id: 'KeyTakeaway', examples: [keyTakeawayExample] })

export type KeyTakeaway = z.infer<typeof keyTakeaway>
export type DeliveredKeyTakeaway = z.infer<typeof deliveredKeyTakeaway>
