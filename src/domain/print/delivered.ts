import { z } from 'zod'
import { footnote } from '../body/footnote.ts'
import { deliveredKeyTakeaway } from '../body/key-takeaway.ts'
import { tableOfContentsEntry } from '../body/outline.ts'
import { deliveredSection, renderedSection } from '../body/section.ts'
import { headFacts } from '../content/fact.ts'
import { metadata } from '../content/metadata.ts'
import { articleExample, articleItemExample } from '../example/article.ts'
import { id } from '../id.ts'
import { language } from '../text/language.ts'

const head = z.object({
  id,
  slug: z.string().meta({ examples: ['harbour-trust-buys-two-electric-ferries'] }),
  url: z.string().min(1).meta({ format: 'uri', description: 'The URL of this article in this API.' }),
  title: z.string().meta({ examples: ['Harbour Trust buys two electric ferries'] }),
  ...headFacts,
  edition: z.int().min(1).meta({ description: 'Number of the edition.' }),
  revision: z.int().min(1).meta({
    description:
      'Increases with every change of the delivered form except views. Equal id and revision = equal content.',
  }),
  metadata,
})

const body = {
  keyTakeaways: z.array(deliveredKeyTakeaway),
  tableOfContents: z.array(tableOfContentsEntry).meta({ description: 'Without the lead.' }),
  sections: z.array(deliveredSection),
}

const languageFallback = z.object({ wanted: language, served: language }).meta({
  id: 'LanguageFallback',
  examples: [{ wanted: 'de', served: 'fr' }],
  description: 'The requested language, and the one that is served instead.',
})

/** An article as a single read delivers it. */
export const deliveredArticle = head
  .extend({
    ...body,
    sections: z.array(renderedSection),
    footnotes: z.array(footnote),
    languageFallback: languageFallback
      .optional()
      .meta({ description: 'Only with `language`, if there is no translation into it.' }),
  })
  .meta({ id: 'Article', examples: [articleExample], description: 'A complete published article.' })

/** An article as lists, search, sync and stream deliver it; `include` adds the optional members. */
export const deliveredArticleItem = head
  .extend({
    keyTakeaways: body.keyTakeaways.optional(),
    tableOfContents: body.tableOfContents.optional(),
    sections: z.array(renderedSection).optional(),
    footnotes: z.array(footnote).optional().meta({ description: 'Present with `sections`.' }),
    bodyUnchanged: z.literal(true).optional().meta({
      description: 'In a sync with `bodies=changed`: `sections` and `footnotes` are omitted; keep those that you have.',
    }),
  })
  .meta({ id: 'ArticleItem', examples: [articleItemExample], description: 'A published article in a collection.' })

export type DeliveredArticle = z.infer<typeof deliveredArticle>
export type DeliveredArticleItem = z.infer<typeof deliveredArticleItem>
