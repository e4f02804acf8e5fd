import { z } from 'zod'
import {
  calloutExample,
  codeExample,
  dividerExample,
  embedExample,
  galleryExample,
  imageBlockExample,
  listExample,
  listItemExample,
  mediaExample,
  otherExample,
  paragraphExample,
  quoteExample,
  tableCellExample,
  tableExample,
  tableRowExample,
} from '../example/block.ts'
import { checkFreeMembers } from '../input/free-member.ts'
import { image, reference } from './image.ts'
import { inlines } from './inline.ts'

const growing = (description: string, known: string[]) =>
  z.string().min(1).max(64).meta({ description, 'x-extensible-enum': known })

export const paragraph = z.object({ type: z.literal('paragraph'), content: inlines }).meta({
  id: 'ParagraphBlock',
  examples: [paragraphExample],
})

export const listItem = z
  .object({
    content: inlines,
    checked: z.boolean().optional().meta({ description: 'Present on items of a task list.' }),
    get blocks() {
      return z.array(block)
    },
  })
  .meta({
    id: 'ListItem',
    examples: [listItemExample],
    description: 'A list item: its own text, then nested blocks.',
  })

export const list = z
  .object({
    type: z.literal('list'),
    ordered: z.boolean(),
    start: z
      .int()
      .min(0)
      .max(999_999_999)
      .optional()
      .meta({ description: 'First number of an ordered list. Absent = 1.' }),
    items: z.array(listItem),
  })
  .meta({ id: 'ListBlock', examples: [listExample] })

export const quote = z
  .object({
    type: z.literal('quote'),
    get blocks() {
      return z.array(block)
    },
    attribution: z.string().optional(),
    sourceUrl: reference.optional(),
  })
  .meta({ id: 'QuoteBlock', examples: [quoteExample] })

export const code = z
  .object({
    type: z.literal('code'),
    text: z.string(),
    language: z
      .string()
      .optional()
      .meta({ examples: ['python'] }),
    filename: z.string().optional(),
  })
  .meta({ id: 'CodeBlock', examples: [codeExample] })

export const imageBlock = z
  .object({ type: z.literal('image'), image, link: reference.optional() })
  .meta({ id: 'ImageBlock', examples: [imageBlockExample] })

export const gallery = z
  .object({ type: z.literal('gallery'), images: z.array(image), caption: inlines.optional() })
  .meta({ id: 'GalleryBlock', examples: [galleryExample] })

export const tableCell = z
  .object({
    content: inlines,
    header: z.boolean(),
    colspan: z.int().min(1).max(1000),
    rowspan: z.int().min(1).max(65_534),
    align: z.enum(['left', 'center', 'right']).optional(),
  })
  .meta({ id: 'TableCell', examples: [tableCellExample] })

export const tableRow = z.object({ cells: z.array(tableCell) }).meta({ id: 'TableRow', examples: [tableRowExample] })

export const table = z
  .object({ type: z.literal('table'), caption: inlines.optional(), rows: z.array(tableRow) })
  .meta({ id: 'TableBlock', examples: [tableExample] })

export const media = z
  .object({
    type: z.literal('media'),
    kind: growing('What is played. Treat an unknown kind as a link to `url`.', ['audio', 'video', 'file']),
    url: reference,
    mediaType: z.string().optional(),
    durationSeconds: z.number().min(0).optional(),
    poster: image.optional(),
    caption: inlines.optional(),
  })
  .meta({ id: 'MediaBlock', examples: [mediaExample] })

export const embed = z
  .object({
    type: z.literal('embed'),
    url: reference,
    provider: growing('Whose it is. Treat an unknown provider as a link to `url`.', [
      'youtube',
      'vimeo',
      'x',
      'instagram',
      'spotify',
      'web',
    ]).optional(),
    title: z.string().optional(),
    html: z.string().optional().meta({
      description:
        'In delivered articles, made from `url`: a figure with a link and, for known providers, a sandboxed `iframe`. Ignored in requests.',
    }),
    thumbnail: reference.optional(),
    width: z.int().min(1).optional(),
    height: z.int().min(1).optional(),
  })
  .meta({ id: 'EmbedBlock', examples: [embedExample], description: 'Content of another site.' })

export const callout = z
  .object({
    type: z.literal('callout'),
    kind: growing('The kind of callout. Treat an unknown kind as `note`.', [
      'note',
      'tip',
      'important',
      'warning',
      'caution',
      'details',
    ]),
    title: z.string().optional(),
    get blocks() {
      return z.array(block)
    },
  })
  .meta({ id: 'CalloutBlock', examples: [calloutExample] })

export const divider = z.object({ type: z.literal('divider') }).meta({ id: 'DividerBlock', examples: [dividerExample] })

export const otherBlock = z
  .object({
    type: z.literal('other'),
    kind: growing('What it would be. Rendering `blocks` is always right.', ['definition-list', 'poll', 'pull-quote']),
    get blocks(): z.ZodArray<typeof block> {
      return z.array(block).min(1)
    },
    data: z.record(z.string(), z.unknown()).superRefine(checkFreeMembers),
  })
  .meta({
    id: 'OtherBlock',
    examples: [otherExample],
    description: 'Content of a kind that is not part of v1. Its `blocks` have the same content in the kinds of v1.',
  })

/** A typed piece of body. The union is closed for v1: new kinds of content are delivered as `other`. */
export const block = z
  .discriminatedUnion('type', [
    paragraph,
    list,
    quote,
    code,
    imageBlock,
    gallery,
    table,
    media,
    embed,
    callout,
    divider,
    otherBlock,
  ])
  .meta({ id: 'Block' })

export type Block = z.infer<typeof block>
export type ListItem = z.infer<typeof listItem>
export type TableCell = z.infer<typeof tableCell>
export type BlockOf<Type extends Block['type']> = Extract<Block, { type: Type }>
