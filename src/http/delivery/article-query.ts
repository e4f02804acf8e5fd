import { z } from 'zod'
import { isId } from '../../domain/id.ts'
import { type Day, type Instant, instantOf, isDay, readInstant, seconds, startOfDay } from '../../domain/instant.ts'
import { type Filter, type Part, parts, type Rendering, renderings, sorts } from '../../domain/page/query.ts'
import { deliveredArticle } from '../../domain/print/delivered.ts'
import { termSlug } from '../../domain/text/slug.ts'
import { cursor, languageTag, limit, oneOf } from '../message/parameter.ts'

/** Limits of filter lists, so that a cursor with all of them fits into a URL. */
const most = 20
const longest = 1000
const isShort = (values: readonly string[]) => values.join().length <= longest
const tooLong = `must have at most ${longest} characters`
const sorted = <Value extends string>(values: Value[]) => values.toSorted()
const isSlugLong = (text: string) => [...text].length <= 250

const slugs = (what: string) =>
  z
    .array(z.string().min(1, 'must not be empty').refine(isSlugLong, 'must be a slug'))
    .max(most, `must have at most ${most} values`)
    .refine(isShort, tooLong)
    .overwrite(values => sorted([...new Set(values.map(termSlug))]))
    .optional()
    .meta({
      description: `Slugs of ${what}, separated by commas: articles with any of them. Case and accents are ignored. \`page.unknown\` lists values that no published article has.`,
    })

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
  category: slugs('categories'),
  tag: slugs('tags'),
  author: slugs('authors'),
  language: z
    .array(languageTag)
    .max(most, `must have at most ${most} values`)
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
export const articleWalk = z.strictObject({
  ...filterShape,
  fallback: translationShape.fallback.meta({
    description:
      'Only with exactly one `language`: further languages in order of preference, separated by commas. Of each group of translations, the list contains the article in the first of these languages. Articles in none of them are left out. `de` also matches `de-AT`.',
  }),
  sort: oneOf(sorts).optional().meta({
    description: 'Sort order; `-` = newest first. Articles with the same time are sorted by id.',
    default: '-publishedAt',
  }),
  include,
  fields,
  count: z
    .boolean('must be true or false')
    .optional()
    .meta({ description: 'Whether to return the number of all matching articles in `page.total`.', default: false }),
})

export type ArticleWalk = z.infer<typeof articleWalk>

/** The parameters of `/v1/articles`: filters and a cursor, or `ids`. */
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
  .superRefine(({ ids, include: _, fields: __, ...others }, context) => {
    const { fallback, language, cursor } = others
    if (fallback && cursor === undefined && language?.length !== 1)
      context.addIssue({ code: 'custom', path: ['fallback'], message: 'needs exactly one "language"' })
    if (!ids) return
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'cannot be combined with "ids"' })
    }
  })

/** Splits `include` into members of the item and renderings of its sections. */
export function included(names: readonly (typeof includes)[number][] = []): Included {
  const rendered = renderings.filter(name => names.includes(name))
  const wanted = new Set<string>(names.includes('body') ? parts : names)
  if (rendered.length > 0) wanted.add('sections')
  return { parts: parts.filter(part => wanted.has(part)), renderings: rendered }
}

export type Included = { parts: Part[]; renderings: Rendering[] }

/** @param timeZone IANA name; the time zone of `published` */
export function filterOf(
  walk: z.infer<z.ZodObject<typeof filterShape>> & Pick<ArticleWalk, 'fallback'>,
  timeZone: string,
): Filter {
  const { category, tag: tags, author, language, fallback } = walk
  const { publishedAfter, publishedBefore, publishedFrom, publishedUntil } = walk
  const period = walk.published === undefined ? undefined : periodIn(walk.published)
  const begin = period && startOfDay(period.first, timeZone)
  const end = period?.next && startOfDay(period.next, timeZone)
  return {
    category,
    tag: tags,
    author,
    ...(language && fallback ? { preferred: [...language, ...fallback] } : { language }),
    publishedAfter: latest(publishedAfter, moved(publishedFrom, -1), moved(begin, -1)),
    publishedBefore: earliest(publishedBefore, moved(publishedUntil, 1), end),
  }
}

/** The first day of a year, month or day, and the first day after it. Undefined if the text is malformed. */
function periodIn(text: string): { first: Day; next: Day | undefined } | undefined {
  const [whole, year, month, date] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) ?? []
  const first = `${year}-${month ?? '01'}-${date ?? '01'}`
  if (whole === undefined || !isDay(first)) return undefined
  const next = new Date(`${first}T00:00:00Z`)
  if (date !== undefined) next.setUTCDate(next.getUTCDate() + 1)
  else if (month !== undefined) next.setUTCMonth(next.getUTCMonth() + 1)
  else next.setUTCFullYear(next.getUTCFullYear() + 1)
  return { first, next: instantOf(next)?.slice(0, 10) }
}

/** A moment some seconds away; undefined if there is none within the years 0001 to 9999. */
function moved(at: Instant | undefined, by: number): Instant | undefined {
  return at === undefined ? undefined : instantOf(new Date((seconds(at) + by) * 1000))
}

function latest(...moments: (Instant | undefined)[]): Instant | undefined {
  return moments
    .filter(at => at !== undefined)
    .sort()
    .at(-1)
}

function earliest(...moments: (Instant | undefined)[]): Instant | undefined {
  return moments.filter(at => at !== undefined).sort()[0]
}
