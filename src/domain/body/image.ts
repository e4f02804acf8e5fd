import { z } from 'zod'
import { imageExample, imageVariantExample } from '../example/image.ts'
import { inlines } from './inline.ts'

/** URLs of files: absolute in delivered articles; drafts may also have paths of the site. */
export const reference = z.string().min(1).meta({
  format: 'uri-reference',
  description: 'Absolute in delivered articles; working copies may have a path of the site.',
})
const pixels = z.int().min(1).max(100_000).meta({ description: 'Pixels.' })

export const imageVariant = z
  .object({
    url: reference,
    width: pixels,
    height: pixels.optional(),
    mediaType: z
      .string()
      .optional()
      .meta({ examples: ['image/webp'] }),
  })
  .meta({
    id: 'ImageVariant',
    examples: [imageVariantExample],
    description: 'The same image in another size or format.',
  })

export const image = z
  .object({
    url: reference.meta({ examples: ['https://www.example.org/img/ferry.jpg'] }),
    alt: z.string().optional().meta({ description: 'Alternative text. Empty = decorative, absent = unknown.' }),
    width: pixels.optional(),
    height: pixels.optional(),
    caption: inlines.optional(),
    credit: z.string().optional(),
    variants: z.array(imageVariant),
  })
  .meta({ id: 'Image', examples: [imageExample], description: 'An image.' })

export type Image = z.infer<typeof image>
export type ImageVariant = z.infer<typeof imageVariant>
