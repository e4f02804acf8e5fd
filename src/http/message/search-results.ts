import { z } from 'zod'
import { inlines } from '../../domain/body/inline.ts'
import { id } from '../../domain/id.ts'
import { deliveredArticleItem } from '../../domain/print/delivered.ts'
import { searchFields, suggestionKinds } from '../../domain/search/document.ts'
import { page } from './collection.ts'

const sectionReference = z
  .object({
    anchor: z.string(),
    heading: z.string().optional().meta({ description: 'Absent for the text before the first heading.' }),
    url: z.string().min(1).meta({ format: 'uri', description: 'The URL of the section in this API.' }),
  })
  .meta({ id: 'SectionReference', description: 'The section of an article that fits a search best.' })

const searchMatch = z
  .object({
    field: z
      .string()
      .min(1)
      .meta({ description: 'The member that contains the excerpt.', 'x-extensible-enum': [...searchFields] }),
    content: inlines,
  })
  .meta({
    id: 'SearchMatch',
    description:
      'An excerpt of at most 200 characters of the delivered text. Words of the query have the mark `highlight`.',
    examples: [
      { field: 'title', content: [{ text: 'Harbour Trust buys two electric ' }, { text: 'ferries', highlight: true }] },
    ],
  })

const searchHit = z
  .object({
    article: deliveredArticleItem,
    section: sectionReference.optional().meta({ description: 'Absent if no section has a word of the query.' }),
    matches: z.array(searchMatch),
    score: z.number().meta({ description: 'Comparable within one search only.' }),
  })
  .meta({ id: 'SearchHit', description: 'An article that a search found, with its best section.' })

const correction = z.object({ from: z.string(), to: z.string() }).meta({
  id: 'SpellingCorrection',
  examples: [{ from: 'harbuor', to: 'harbour' }],
  description: 'A word that was corrected.',
})

const facetValue = z
  .object({
    value: z.string().meta({ description: 'The value for the filter: a slug, a language tag or a year.' }),
    count: z.int().min(1),
    id: id.optional(),
    name: z.string().optional(),
    url: z.string().min(1).optional().meta({ format: 'uri' }),
  })
  .meta({
    id: 'FacetValue',
    description: 'A value of a facet. Terms also have their id, name and URL.',
    examples: [{ value: 'en', count: 12 }],
  })

const facet = z.array(facetValue).optional()

/** The response of `/v1/search`. */
export const searchResults = z
  .object({
    items: z.array(searchHit),
    matched: z
      .string()
      .min(1)
      .meta({
        description:
          '`all`: each item matches the whole query. `some`: nothing does, so items match most of its words.',
        'x-extensible-enum': ['all', 'some'],
      }),
    corrected: z.array(correction),
    facets: z.object({ category: facet, tag: facet, author: facet, language: facet, year: facet }).optional().meta({
      id: 'Facets',
      description: 'Only with `facets`: the 20 most frequent values of each, counted over all matching articles.',
    }),
    page,
  })
  .meta({ id: 'SearchResults' })

const suggestion = z
  .object({
    kind: z
      .string()
      .min(1)
      .meta({
        description: 'What it is. Show a suggestion of an unknown kind as its text with a link to `url`.',
        'x-extensible-enum': [...suggestionKinds],
      }),
    text: z.string(),
    content: inlines.meta({ description: 'The text; what was typed has the mark `highlight`.' }),
    url: z.string().min(1).meta({ format: 'uri', description: 'The URL of the article, section or term in this API.' }),
    slug: z.string().meta({ description: 'Slug of the article or term.' }),
    anchor: z.string().optional().meta({ description: 'Only of a heading: the anchor of its section.' }),
    title: z.string().optional().meta({ description: 'Only of a heading: the title of its article.' }),
  })
  .meta({ id: 'Suggestion', description: 'The title of an article, the heading of a section, or a term.' })

/** The response of `/v1/search/suggest`. */
export const suggestionList = z.object({ items: z.array(suggestion), page }).meta({ id: 'SuggestionList' })
