import { test } from 'tap'
import type { DeliveredArticle } from '../../src/domain/delivered.ts'
import { plainText } from '../../src/domain/inline.ts'
import type { Importer } from '../../src/importer/importer.ts'
import { markdownImporter } from '../../src/importer/markdown/markdown.ts'
import { textImporter } from '../../src/importer/text/text.ts'
import { markdown } from '../../src/syndication/markdown.ts'
import type { Rendition } from '../../src/syndication/rendition.ts'
import { text } from '../../src/syndication/text.ts'
import { article, everyBlock, full, paragraph, section, site } from './articles.ts'

async function importedAgain(importer: Importer, rendition: Rendition, one: DeliveredArticle) {
  async function* bytes() {
    yield new TextEncoder().encode(rendition.render(one, site))
  }
  const options = { name: `page${rendition.suffix}`, siteLanguage: 'en', timeZone: site.timeZone }
  for await (const item of importer.parse(bytes(), options)) if (item.kind === 'article') return item.manuscript
  throw new Error('nothing was imported')
}

const list = {
  type: 'list' as const,
  ordered: false,
  items: ['Hull', 'Keel'].map(text => ({ content: [{ text }], blocks: [] })),
}

const page = (language: string) =>
  article(1, {
    title: 'Harbour Trust buys two electric ferries',
    summary: 'Two boats for 41 million.',
    keyTakeaways: full.keyTakeaways,
    metadata: { language },
    sections: [
      section(1, 'lead', undefined, [paragraph('The Trust decided on Monday.'), paragraph('It was late.')]),
      section(2, 'who-pays', 'Who pays?', [
        paragraph('The city pays for these:'),
        list,
        paragraph('Nobody else does.'),
      ]),
    ],
  })

for (const language of ['en', 'de', 'fr', 'es', 'pt', 'vi', 'fi']) {
  test(`text: the importer reads the page back (${language})`, async t => {
    const one = page(language)
    const back = await importedAgain(textImporter, text, one)
    t.strictSame(
      [back.title, back.summary, back.category, back.tags, back.authors, back.views, back.readingTimeMinutes],
      [one.title, one.summary, 'Transport', ['Ferries', 'Climate'], [{ name: 'A. Writer' }], 7, 3],
    )
    t.strictSame(
      back.keyTakeaways.map(({ content }) => plainText(content)),
      ['The ferries replace two boats.', 'They are quiet & clean.'],
    )
    t.strictSame(
      back.sections.map(({ heading, blocks }) => [heading, blocks]),
      one.sections.map(({ heading, blocks }) => [heading, blocks]),
    )
  })
}

test('markdown: the importer reads facts, takeaways and blocks back', async t => {
  const kept = everyBlock
    .filter(({ type }) => ['paragraph', 'list', 'code', 'callout', 'divider'].includes(type))
    .slice(0, -1)
  const one = article(1, {
    ...full,
    sections: [section(1, 'lead', undefined, [paragraph('Lead.')]), section(2, 'x', 'Who pays?', kept)],
  })
  const back = await importedAgain(markdownImporter, markdown, one)
  t.strictSame(
    [
      back.title,
      back.summary,
      back.slug,
      back.language,
      back.category,
      back.tags,
      back.authors,
      back.publishedAt,
      back.updatedAt,
      back.canonicalUrl,
    ],
    [
      one.title,
      one.summary,
      one.slug,
      'en',
      'Transport',
      ['Ferries', 'Climate'],
      [{ name: 'A. Writer' }],
      one.metadata.publishedAt,
      one.metadata.updatedAt,
      one.metadata.canonicalUrl,
    ],
  )
  t.strictSame(
    back.keyTakeaways.map(({ content }) => content),
    one.keyTakeaways.map(({ content }) => content),
  )
  t.strictSame(
    back.sections.map(({ heading, blocks }) => [heading, blocks]),
    one.sections.map(({ heading, blocks }) => [heading, blocks]),
  )
})
