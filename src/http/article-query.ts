import { z } from 'zod'
import { pageLimit } from '../domain/cursor.ts'
import { deliveredArticle } from '../domain/delivered.ts'
import { isId } from '../domain/id.ts'
import { type Instant, instantOf, isDay } from '../domain/instant.ts'
import { canonicalLanguage } from '../domain/language.ts'
import { type Filter, type Part, parts, type Rendering, renderings, sorts } from '../domain/query.ts'

/** Bounds of a filter's list, so that a cursor that carries all of them still fits into an address. */
const most = 20
const longest = 1000
const isShort = (values: readonly string[]) => values.join().length <= longest
const tooLong = `must have at most ${longest} characters`
const sorted = <Value extends string>(values: Value[]) => values.toSorted()
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}` })

const slugs = (what: string) =>
  z
    .array(z.string().min(1, 'must not be empty').max(250, 'must be a slug'))
    .max(most, `must have at most ${most} values`)
    .refine(isShort, tooLong)
    .overwrite(sorted)
    .optional()
    .meta({ description: `Slugs of ${what}, separated by commas: any of them.`, examples: [['transport']] })

const tag = z
  .string()
  .max(35, 'must be a language tag such as en or de-AT')
  .overwrite(text => canonicalLanguage(text) ?? text)
  .refine(text => canonicalLanguage(text) === text, 'must be a language tag such as en or de-AT')

/** Which translation of an article is wanted. */
export const translationShape = {
  language: tag.optional().meta({
    description:
      'The language wanted, as a tag (BCP 47): answers the translation, where there is one. `de` takes `de-AT` too.',
    examples: ['de'],
  }),
  fallback: z
    .array(tag)
    .max(10, 'must have at most 10 values')
    .optional()
    .meta({
      description:
        'With `language`: which ones come next, separated by commas. Without any of them, the article itself.',
      examples: [['fr', 'en']],
    }),
}

const bound = (which: string, round: (at: number) => number) =>
  z
    .string()
    .overwrite(text => readInstant(text, round) ?? text)
    .refine(text => readInstant(text, round) === text, 'must be a date and time such as 2026-11-22T09:00:00Z')
    .optional()
    .meta({
      format: 'date-time',
      description: `Only articles first published ${which} this moment.`,
      examples: ['2026-11-22T09:00:00Z'],
    })

/** Most items of a page: 1 to 100. */
export const limit = z
  .int(`must be a whole number from ${pageLimit.least} to ${pageLimit.most}`)
  .min(pageLimit.least, `must be a whole number from ${pageLimit.least} to ${pageLimit.most}`)
  .max(pageLimit.most, `must be a whole number from ${pageLimit.least} to ${pageLimit.most}`)
  .optional()
  .meta({ description: 'Most items of a page.', default: pageLimit.usual })

/** Opaque: see `decodeCursor`. */
export const cursor = z.string().min(1, 'must not be empty').optional().meta({
  description:
    'Continues a walk: `next` or `previous` of a page. It carries the other parameters; `limit` may differ, the others may only be repeated.',
})

/** Which articles a list is of: `Filter`, as parameters. */
export const filterShape = {
  category: slugs('categories'),
  tag: slugs('tags'),
  author: slugs('authors'),
  language: z
    .array(tag)
    .max(most, `must have at most ${most} values`)
    .overwrite(sorted)
    .optional()
    .meta({ description: 'Language tags, separated by commas: any of them. `de` is not `de-AT`.', examples: [['en']] }),
  publishedAfter: bound('after', Math.floor),
  publishedBefore: bound('before', Math.ceil),
}

const includes = [...parts, 'body', ...renderings] as const

const include = z.array(oneOf(includes)).overwrite(sorted).optional().meta({
  description:
    'Members to add, separated by commas. `body` is the first three together; `html`, `markdown` and `text` add the sections with a rendering of each.',
})

const members = deliveredArticle.keyof().options

/** Which members of an article stay. */
export const fields = z
  .array(z.enum(members, { error: `must be one of ${members.join(', ')}` }))
  .overwrite(sorted)
  .optional()
  .meta({ description: 'Members to keep, separated by commas; `id` and `revision` stay. The schema shows all.' })

/** What a walk through articles is asked for, beside its place. */
export const articleWalk = z.strictObject({
  ...filterShape,
  sort: oneOf(sorts).optional().meta({
    description: 'Order; `-` = newest first. Within a second by id.',
    default: '-publishedAt',
  }),
  include,
  fields,
  count: z.boolean('must be true or false').optional().meta({ description: 'Count all that match.', default: false }),
})

export type ArticleWalk = z.infer<typeof articleWalk>

/** The parameters of `/v1/articles`: a walk, or exactly the articles of `ids`. */
export const articleListQuery = z
  .strictObject({
    ...articleWalk.shape,
    ids: z
      .array(
        z
          .string()
          .overwrite(text => text.toLowerCase())
          .refine(isId, 'must be a UUID')
          .meta({ format: 'uuid' }),
      )
      .max(100, 'must have at most 100 values')
      .optional()
      .meta({ description: 'Exactly these articles, by id, in this order; with `include` and `fields` only.' }),
    cursor,
    limit,
  })
  .superRefine(({ ids, include: _, fields: __, ...others }, context) => {
    if (!ids) return
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) context.addIssue({ code: 'custom', path: [name], message: 'cannot stand beside "ids"' })
    }
  })

/** What `include` names: members of the item, and renderings of its sections. */
export function included(names: readonly (typeof includes)[number][] = []): Included {
  const rendered = renderings.filter(name => names.includes(name))
  const wanted = new Set<string>(names.includes('body') ? parts : names)
  if (rendered.length > 0) wanted.add('sections')
  return { parts: parts.filter(part => wanted.has(part)), renderings: rendered }
}

export type Included = { parts: Part[]; renderings: Rendering[] }

export function filterOf(walk: z.infer<z.ZodObject<typeof filterShape>>): Filter {
  const { category, tag: tags, author, language, publishedAfter, publishedBefore } = walk
  return { category, tag: tags, author, language, publishedAfter, publishedBefore }
}

/** An RFC 3339 date and time to the second, rounded; a space stands where a `+` was not percent-encoded. */
function readInstant(text: string, round: (at: number) => number): Instant | undefined {
  const shape = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+ -]\d\d:\d\d)$/i
  const [whole, day] = shape.exec(text) ?? []
  if (!whole || !day || !isDay(day)) return undefined
  const at = Date.parse(whole.toUpperCase().replace(' ', '+')) / 1000
  return Number.isNaN(at) ? undefined : instantOf(new Date(round(at) * 1000))
}
