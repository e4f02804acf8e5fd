import { z } from 'zod'
import { licenseExample, rightsExample, sourceExample } from '../example/metadata.ts'

const url = z.string().min(1).meta({ format: 'uri' })

export const license = z
  .object({
    name: z
      .string()
      .min(1)
      .meta({ examples: ['CC BY 4.0'] }),
    url: url.optional(),
  })
  .meta({ id: 'License', examples: [licenseExample] })

export const rights = z
  .object({
    holder: z.string().optional(),
    notice: z
      .string()
      .optional()
      .meta({ examples: ['© 2026 Harbour News'] }),
    license: license.optional(),
    usageTerms: z.string().optional(),
    syndication: z
      .enum(['full', 'summary', 'none'])
      .meta({ description: 'How much of the article feeds may contain.' }),
    textAndDataMining: z.enum(['allowed', 'reserved']).optional(),
  })
  .meta({ id: 'Rights', examples: [rightsExample] })

export const source = z
  .object({ name: z.string().min(1), url: url.optional() })
  .meta({ id: 'Source', examples: [sourceExample], description: 'The first publication of the article elsewhere.' })

export type License = z.infer<typeof license>
export type Rights = z.infer<typeof rights>
export type Source = z.infer<typeof source>
