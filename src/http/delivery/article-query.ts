import { z } from 'zod'
import { isId } from '../../domain/id.ts'
import { type Clock, now, readInstant } from '../../domain/instant.ts'
import { earliest, latest, moved, periodBounds, periodIn } from '../../domain/page/period.ts'
import { type Filter, type Part, parts, type Rendering, renderings, sorts } from '../../domain/page/query.ts'
import { windowNames, windowStart } from '../../domain/page/window.ts'
import { deliveredArticle } from '../../domain/print/delivered.ts'
import { termSlug } from '../../domain/text/slug.ts'
import { cursor, languageTag, limit, oneOf } from '../message/parameter.ts'

/** Limits of filter lists, so that a cursor with all of them fits into a URL. */
const max = 20
const longest = 1000
const isShort = (values: readonly string[]) => values.join().length <= longest
const tooLong = `must have at most ${longest} characters`
const sorted = <Value extends string>(values: Value[]) => values.toSorted()
const isSlugLong = (text: string) => [...text].length <= 250

const slugs = () =>
  z
    .array(z.string().min(1, 'must not be empty').refine(isSlugLong, 'must be a slug'))
    .max(max, `must have at most ${max} values`)
    .refine(isShort, tooLong)
    .overwrite(values => sorted([...new Set(values.map(termSlug))]))
    .optional()

const anySlug = (what: string) =>
  slugs().meta({
    description: `Slugs of ${what}, separated by commas: articles with any of them. Case and accents are ignored. \`page.unknown\` lists values that no published article has.`,
  })

const minutes = (what: string) =>
  z
    .int('must be a whole number from 0 to 100000')
    .min(0, 'must be a whole number from 0 to 100000')
    .max(100_000, 'must be a whole number from 0 to 100000')
    .optional()
    .meta({ description: `Only articles that take at ${what} this many minutes to read.` })

const flag = (description: string) => z.boolean('must be true or false').optional().meta({ description })

/** Parameters that choose a translation of an article. */
export const translationShape = {
  language: languageTag.optional().meta({
    description:
      'Preferred language (BCP 47 tag): returns the translation into this language if there is one. `de` also matches `de-AT`.',
    examples: ['de'],
  }),
  fallback: z
    .array(languageTag)
    .max(10, 'must have at most 10 values')
    .optional()
    .meta({
      description:
        'Only with `language`: further languages in order of preference, separated by commas. If there is no translation into any of them, the article itself is returned.',
      examples: [['fr', 'en']],
    }),
}

export const bound = (description: string, round: (at: number) => number) =>
  z
    .string()
    .overwrite(text => readInstant(text, round) ?? text)
    .refine(text => readInstant(text, round) === text, 'must be a date and time such as 2026-11-22T09:00:00Z')
    .optional()
    .meta({
      format: 'date-time',
      description,
    })

/** Filter parameters of article lists. */
export const filterShape = {
  category: anySlug('categories'),
  tag: anySlug('tags'),
  author: anySlug('authors'),
  tagAll: slugs().meta({ description: 'Slugs of tags, separated by commas: articles with all of them.' }),
  excludeTag: slugs().meta({ description: 'Slugs of tags, separated by commas: articles with none of them.' }),
  excludeCategory: slugs().meta({ description: 'Slugs of categories, separated by commas: articles in none of them.' }),
  language: z
    .array(languageTag)
    .max(max, `must have at most ${max} values`)
    .overwrite(sorted)
    .optional()
    .meta({
      description: 'Language tags, separated by commas: articles in any of them. `de` also matches `de-AT`.',
      examples: [['en']],
    }),
  publishedAfter: bound('Only articles first published after this time (exclusive).', Math.floor),
  publishedBefore: bound('Only articles first published before this time (exclusive).', Math.ceil),
  publishedFrom: bound('Only articles first published at this time or later.', Math.ceil),
  publishedUntil: bound('Only articles first published at this time or earlier.', Math.floor),
  published: z
    .string()
    .refine(text => periodIn(text) !== undefined, 'must be a year, month or day such as 2016, 2016-02 or 2016-02-29')
    .optional()
    .meta({
      description: 'Only articles first published in this year, month or day, in the site’s time zone.',
      pattern: '^[0-9]{4}(-[0-9]{2}){0,2}$',
    }),
  publishedWithin: oneOf(windowNames).optional().meta({
    description:
      'Only articles first published within the last 24 hours, 7 days, 30 days or 365 days. The list may be up to a minute old.',
  }),
  updatedAfter: bound('Only articles updated after this time (exclusive).', Math.floor),
  updatedBefore: bound('Only articles updated before this time (exclusive).', Math.ceil),
  hasKeyTakeaways: flag('Only articles with key takeaways (`true`) or without (`false`).'),
  hasImage: flag('Only articles with a main image (`true`) or without (`false`).'),
  readingTimeMin: minutes('least'),
  readingTimeMax: minutes('most'),
}

const includes = [...parts, 'body', ...renderings] as const

const include = z.array(oneOf(includes)).min(1, 'must not be empty').overwrite(sorted).optional().meta({
  description:
    'Members to add to each article, separated by commas. `body` adds `keyTakeaways`, `tableOfContents` and `sections`; `html`, `markdown` and `text` add the sections, each with that rendering.',
})

/** `include` of a single article, which always has all members: only renderings change it. */
export const articleInclude = include.meta({
  description:
    '`html`, `markdown` and `text`, separated by commas, add that rendering to each section. The other values have no effect here: a single article always has these members.',
})

const members = deliveredArticle.keyof().options

/** The members of an article to keep. */
export const fields = z
  .array(z.enum(members, { error: `must be one of ${members.join(', ')}` }))
  .min(1, 'must not be empty')
  .overwrite(sorted)
  .optional()
  .meta({
    description:
      'Members to keep, separated by commas. `id` and `revision` are always included. With `fields`, the schema of an article is `SparseArticle`: every other member is optional.',
  })

/** Parameters of an article list that a cursor contains. */
export const articlePageQuery = z.strictObject({
  ...filterShape,
  fallback: translationShape.fallback.meta({
    description:
      'Only with exactly one `language`: further languages in order of preference, separated by commas. Of each group of translations, the list contains the article in the first of these languages. Articles in none of them are left out. `de` also matches `de-AT`.',
  }),
  sort: oneOf(sorts).optional().meta({
    description:
      'Sort order. `-` = newest first, or most views first; `title` ignores letter case, accents and punctuation. Articles with the same time, title or views are sorted by id. An order by views may be up to a minute old.',
    default: '-publishedAt',
  }),
  include,
  fields,
  count: z
    .boolean('must be true or false')
    .optional()
    .meta({ description: 'Whether to return the number of all matching articles in `page.total`.', default: false }),
})

export type ArticlePageQuery = z.infer<typeof articlePageQuery>

/** The parameters of `/v1/articles`: filters and a cursor, or `ids`. */
export const articleListQuery = z
  .strictObject({
    ...articlePageQuery.shape,
    ids: z
      .array(
        z
          .string()
          .overwrite(text => text.toLowerCase())
          .refine(isId, 'must be a UUID')
          .meta({ format: 'uuid' }),
      )
      .min(1, 'must not be empty')
      .max(100, 'must have at most 100 values')
      .optional()
      .meta({
        description:
          'Ids of articles, separated by commas: returns exactly these, in this order. Only `include` and `fields` can be combined with it.',
      }),
    cursor,
    limit,
  })
  .superRefine((query, context) => {
    checkFallback(query, context)
    const { ids, include: _, fields: __, ...others } = query
    if (!ids) return
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'cannot be combined with "ids"' })
    }
  })

type Fallback = { fallback?: unknown; language?: readonly string[] | undefined; cursor?: string | undefined }

/** Checks that `fallback` has one language that it is for. */
export function checkFallback({ fallback, language, cursor }: Fallback, context: z.core.$RefinementCtx): void {
  if (fallback && cursor === undefined && language?.length !== 1)
    context.addIssue({ code: 'custom', path: ['fallback'], message: 'needs exactly one "language"' })
}

/** Whether a list changes without an entry in the change log: with the views, or with the time. */
export function isVolatile({ sort, publishedWithin }: { sort?: string | undefined } & FilterQuery): boolean {
  return sort === '-views' || publishedWithin !== undefined
}

/** Splits `include` into members of the item and renderings of its sections. */
export function included(names: readonly (typeof includes)[number][] = []): Included {
  const rendered = renderings.filter(name => names.includes(name))
  const wanted = new Set<string>(names.includes('body') ? parts : names)
  if (rendered.length > 0) wanted.add('sections')
  return { parts: parts.filter(part => wanted.has(part)), renderings: rendered }
}

export type Included = { parts: Part[]; renderings: Rendering[] }

export type FilterQuery = z.infer<z.ZodObject<typeof filterShape>> & Pick<ArticlePageQuery, 'fallback'>

/** @param timeZone IANA name; the time zone of `published` */
export function filterOf(pageRequest: FilterQuery, { timeZone, clock }: { timeZone: string; clock: Clock }): Filter {
  const { category, tag: tags, author, language, fallback } = pageRequest
  const { publishedAfter, publishedBefore, publishedFrom, publishedUntil, publishedWithin } = pageRequest
  const { tagAll, excludeTag, excludeCategory, updatedAfter, updatedBefore } = pageRequest
  const { hasKeyTakeaways, hasImage, readingTimeMin, readingTimeMax } = pageRequest
  const period = pageRequest.published === undefined ? undefined : periodBounds(pageRequest.published, timeZone)
  return {
    category,
    tag: tags,
    author,
    tagAll,
    excludeTag,
    excludeCategory,
    updatedAfter,
    updatedBefore,
    hasKeyTakeaways,
    hasImage,
    readingTimeMin,
    readingTimeMax,
    ...(language && fallback ? { preferred: [...language, ...fallback] } : { language }),
    publishedAfter: latest(
      publishedAfter,
      moved(publishedFrom, -1),
      moved(period?.begin, -1),
      publishedWithin && windowStart(publishedWithin, now(clock)),
    ),
    publishedBefore: earliest(publishedBefore, moved(publishedUntil, 1), period?.end),
  }
}
