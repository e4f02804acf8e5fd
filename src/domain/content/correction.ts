import { z } from 'zod'
import { anchor } from '../body/section.ts'
import { correctionExample } from '../example/metadata.ts'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

export const correction = z
  .object({
    id,
    at: instant,
    edition: z.int().min(1).meta({ description: 'The first edition with this note.' }),
    kind: z
      .string()
      .min(1)
      .meta({
        description: 'Treat an unknown kind as `correction`.',
        'x-extensible-enum': ['correction', 'clarification', 'update'],
      }),
    note: z.string().min(1),
    sectionAnchors: z.array(anchor),
  })
  .meta({
    id: 'Correction',
    examples: [correctionExample],
    description: 'A note about a change after publication.',
  })

export type Correction = z.infer<typeof correction>

/** The note that accompanies a publication. */
export type CorrectionNote = Omit<Correction, 'at' | 'edition'>
