import { z } from 'zod'
import { footnoteExample } from '../example/article.ts'
import { block } from './block.ts'
import { anchor } from './section.ts'

export const footnote = z
  .object({
    anchor,
    label: z
      .string()
      .min(1)
      .meta({ description: 'The label that the reader sees.', examples: ['1'] }),
    blocks: z.array(block),
  })
  .meta({ id: 'Footnote', examples: [footnoteExample] })

export type Footnote = z.infer<typeof footnote>
