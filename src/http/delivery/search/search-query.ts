import { z } from 'zod'
import { facetNames } from '../../../domain/store/search-store.ts'
import { searchSorts } from '../../../search/search-request.ts'
import { cursor, limit, oneOf } from '../../message/parameter.ts'
import { articlePageQuery } from '../article-query.ts'

/** Units of the rate limit in addition to the request: a search costs as much as several reads. */
export const searchUnits = 4
/** Characters that a query may have. */
const longest = 256

export const q = z
  .string()
  .overwrite(text => text.trim())
  .min(1, 'must not be empty')
  .max(longest, `must have at most ${longest} characters`)
  .meta({ pattern: '\\S' })

const { sort: _, ...listed } = articlePageQuery.shape

/** Parameters of a search that a cursor contains. */
export const searchPageQuery = z.strictObject({
  q: q.optional().meta({
    description:
      'What to search. All words must match. `"several words"` in this order, `-without`, `begin*`, `this OR that`; `title:`, `summary:`, `takeaway:`, `heading:`, `body:`, `author:`, `category:` or `tag:` before a word searches that field only. Every other character is text. The first 32 terms count. Required unless there is a `cursor`.',
    examples: ['electric ferries'],
  }),
  ...listed,
  sort: oneOf(searchSorts)
    .optional()
    .meta({ description: 'Sort order; `-publishedAt` = newest first.', default: 'relevance' }),
  facets: z
    .array(oneOf(facetNames))
    .min(1, 'must not be empty')
    .overwrite(names => [...new Set(names)].sort())
    .optional()
    .meta({
      description:
        'Members to count the results by, separated by commas. Each facet ignores its own filter: its counts are those of the other choices.',
      examples: [['category', 'year']],
    }),
  typos: z.boolean('must be true or false').optional().meta({
    description: 'Whether words that no article has are corrected: `corrected` lists the corrections.',
    default: true,
  }),
  group: oneOf(['article', 'section']).optional().meta({
    description: '`article`: one item for each article, with its best section. `section`: one item for each section.',
    default: 'article',
  }),
})

export type SearchPageQuery = z.infer<typeof searchPageQuery>

export const searchQuery = z
  .strictObject({ ...searchPageQuery.shape, cursor, limit })
  .superRefine(({ q, cursor, fallback, language, count, group }, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message })
    if (cursor !== undefined) return
    if (q === undefined) refuse('q', 'must not be empty')
    if (fallback && language?.length !== 1) refuse('fallback', 'needs exactly one "language"')
    if (count && group === 'section') refuse('count', 'cannot be combined with "group=section"')
  })

export const suggestQuery = z.strictObject({
  q: q.meta({ description: 'What the user has typed so far.', examples: ['elec'] }),
})
