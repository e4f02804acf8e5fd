import { join } from 'node:path'
import t, { type Test } from 'tap'
import { decideUnlink } from '../../src/domain/article/translation.ts'
import { operatorRights } from '../../src/domain/import/job.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { importSources } from '../../src/editorial/import/sources.ts'
import { linkTranslations } from '../../src/editorial/import/translation.ts'
import { reader } from '../../src/importer/reader.ts'
import type { Source } from '../../src/importer/source/run.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'

const at = '2026-11-22T12:00:00Z'
const words = {
  en: 'The ferry crosses the bay twice an hour, and the harbour master counts every passenger who goes on board.',
  de: 'Die Fähre überquert die Bucht zweimal in der Stunde, und der Hafenmeister zählt alle Fahrgäste, die einsteigen.',
  it: 'Il traghetto attraversa la baia due volte ogni ora, e il capitano del porto conta tutti i passeggeri che salgono.',
}

async function desk(t: Test) {
  const url = join(t.testdir(), 'offprint.db')
  const newId = numberedIds('0aaa0000')
  const clock = () => new Date(at)
  await copyEmptyStore(url)
  const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
  t.teardown(() => store.close())
  const deps = { store, clock, newId, originExists: () => false }
  return {
    store,
    /** Imports files and links translations. Returns the number of linked articles, and the codes of notes. */
    async import(
      files: Record<string, string>,
      { source = 'site', publish = true, base = '', mayPublish = true, language = '' } = {},
    ) {
      const sources = Object.entries(files).map(([name, text]): Source => {
        const open = async function* () {
          yield Buffer.from(text)
        }
        return { name, origin: `/${source}/${name}`, open }
      })
      const read = reader(source, site, { base: base || undefined, language: language || undefined })
      const rights = operatorRights(base || undefined)
      const problems: string[] = []
      const notes: string[] = []
      const how = { publish, force: false, actor: 'cli', source, rights }
      for await (const outcome of importSources(sources, read, how, deps)) {
        if (outcome.problem) problems.push(outcome.problem.code)
        notes.push(...outcome.notes.map(note => note.code).filter(code => code === 'translation-same-language'))
      }
      t.strictSame(problems, [])
      return { linked: await linkTranslations(source, { store, clock, newId, actor: 'cli', mayPublish }), notes }
    },
    /** The languages and slugs of the delivered translations of an article. */
    async translations(slug: string) {
      const found = await store.find(slug)
      if (found?.kind !== 'print') return undefined
      const { metadata } = JSON.parse(Buffer.from(found.print.body).toString('utf8'))
      const { language, translations }: { language: string; translations: { language: string; slug: string }[] } =
        metadata
      return { language, translations: translations.map(one => `${one.language} ${one.slug}`) }
    },
  }
}

const page = (title: string, text: string, front = '') =>
  `---\ntitle: ${title}\ndate: 2026-01-02\n${front}---\n\n${text}\n`

/** The ways in which two sources declare that they are translations. */
const pairs: Record<string, Record<string, string>> = {
  'a suffix and none': {
    'content/tides.md': page('Tides', words.en),
    'content/tides.de.md': page('Gezeiten', words.de, 'slug: g\n'),
  },
  'two suffixes': {
    'a/x.de.md': page('Gezeiten', words.de, 'slug: g\n'),
    'a/x.en.md': page('Tides', words.en, 'slug: tides\n'),
  },
  'bundles with suffixes': {
    'content/tides/index.md': page('Tides', words.en),
    'content/tides/index.de.md': page('Gezeiten', words.de, 'slug: g\n'),
  },
  'folders of languages': {
    'content/de/tides.md': page('Gezeiten', words.de, 'slug: g\n'),
    'content/en/tides.md': page('Tides', words.en),
  },
  'a folder of a language and the default language above it': {
    'blog/tides.md': page('Tides', words.en),
    'blog/de/tides.md': page('Gezeiten', words.de, 'slug: g\n'),
  },
  'the same slug in folders of languages': {
    'en/_posts/2026-01-02-ebb-and-flood.md': page('Tides', words.en, 'slug: tides\n'),
    'de/_posts/2026-01-05-ebbe-und-flut.md': page('Gezeiten', words.de, 'slug: tides\n'),
  },
  Docusaurus: {
    'blog/tides.md': page('Tides', words.en),
    'i18n/de/docusaurus-plugin-content-blog/tides.md': page('Gezeiten', words.de, 'slug: g\n'),
  },
  translationKey: {
    'tides.md': page('Tides', words.en, 'translationKey: water\n'),
    'gezeiten.md': page('Gezeiten', words.de, 'slug: g\ntranslationKey: water\n'),
  },
  'params.translation_id': {
    'tides.md': page('Tides', words.en, 'params:\n  translation_id: 12\n'),
    'gezeiten.md': page('Gezeiten', words.de, 'slug: g\nparams:\n  translation_id: 12\n'),
  },
  'ref next to lang': {
    'tides.md': page('Tides', words.en, 'lang: en\nref: water\n'),
    'gezeiten.md': page('Gezeiten', words.de, 'slug: g\nlang: de\nref: water\n'),
  },
  'text files': { 'tides.txt': `Tides\n\n${words.en}\n`, 'tides.de.txt': `G\n\n${words.de}\n` },
  'lines with a translationKey': {
    'all.ndjson': [
      { title: 'Tides', slug: 'tides', metadata: { language: 'en', translationKey: 'water' } },
      { title: 'G', slug: 'g', metadata: { language: 'de', translationKey: 'water' } },
    ]
      .map(line => JSON.stringify(line))
      .join('\n'),
  },
  'lines of a public export': {
    'all.ndjson': [
      {
        id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
        title: 'Tides',
        slug: 'tides',
        metadata: {
          language: 'en',
          translations: [{ language: 'de', id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12', slug: 'g' }],
        },
      },
      {
        id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c12',
        title: 'G',
        slug: 'g',
        metadata: {
          language: 'de',
          translations: [{ language: 'en', id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11', slug: 'tides' }],
        },
      },
    ]
      .map(line => JSON.stringify(line))
      .join('\n'),
  },
  'hreflang with absolute addresses': {
    'a.html': html(
      'en',
      'Tides',
      'https://bay.example/en/tides',
      'https://bay.example/en/tides',
      'https://bay.example/de/g',
    ),
    'b.html': html('de', 'G', 'https://bay.example/de/g', 'https://bay.example/en/tides', 'https://bay.example/de/g'),
  },
  'hreflang of one of two pages, to the file of the other': {
    'en/tides.html': `<html lang="en"><head><title>Tides</title><link rel="alternate" hreflang="de" href="../de/g.html"></head><body><article><p>${words.en}</p></article></body></html>`,
    'de/g.html': `<html lang="de"><head><title>G</title></head><body><article><p>${words.de}</p></article></body></html>`,
  },
  'hreflang in two Atom feeds, and the page in its own language': {
    'en.xml': atom('en', 'tides', words.en, 'de', 'g'),
    'de.xml': atom('de', 'g', words.de, 'en', 'tides'),
  },
  'hreflang in one of two RSS feeds': {
    'en.xml': rss('en', 'tides', words.en, '<a:link rel="alternate" hreflang="de" href="https://bay.example/g"/>'),
    'de.xml': rss('de', 'g', words.de, ''),
  },
  Polylang: {
    'a.xml': wordpress(
      post(
        1,
        'tides',
        words.en,
        '<category domain="language" nicename="en">English</category><category domain="post_translations" nicename="pll_6a"><![CDATA[pll_6a]]></category>',
      ),
      post(
        2,
        'g',
        words.de,
        '<category domain="language" nicename="de">Deutsch</category><category domain="post_translations" nicename="pll_6a"><![CDATA[pll_6a]]></category>',
      ),
    ),
  },
  WPML: {
    'a.xml': wordpress(
      post(
        1,
        'tides',
        words.en,
        meta('_wpml_import_language_code', 'en') + meta('_wpml_import_translation_group', '77'),
      ),
      post(2, 'g', words.de, meta('_wpml_import_language_code', 'de') + meta('_wpml_import_translation_group', '77')),
    ),
  },
  'copies of WPML': {
    'a.xml': wordpress(
      post(1, 'tides', words.en, meta('_wpml_language', 'en')),
      post(2, 'g', words.de, meta('_wpml_language', 'de') + meta('_icl_lang_duplicate_of', '1')),
    ),
  },
}

function html(lang: string, title: string, url: string, en: string, de: string): string {
  const links = `<link rel="canonical" href="${url}"><link rel="alternate" hreflang="en" href="${en}"><link rel="alternate" hreflang="de" href="${de}"><link rel="alternate" hreflang="x-default" href="https://bay.example/">`
  return `<html lang="${lang}"><head><title>${title}</title>${links}</head><body><article><p>${lang === 'en' ? words.en : words.de}</p></article></body></html>`
}

function atom(lang: string, slug: string, text: string, otherLang: string, other: string): string {
  const links = `<link hreflang="${otherLang}" href="/${other}"/><link hreflang="${lang}" href="/${slug}"/>`
  return `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}" xml:base="https://bay.example/"><entry><id>urn:${slug}</id><title>${slug}</title><published>2024-03-02T10:00:00Z</published>${links}<content>${text}</content></entry></feed>`
}

function rss(lang: string, slug: string, text: string, link: string): string {
  return `<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Bay</title><link>https://bay.example/</link><language>${lang}</language><item><title>${slug}</title><link>https://bay.example/${slug}</link>${link}<pubDate>Sat, 02 Mar 2024 10:00:00 GMT</pubDate><description>${text}</description></item></channel></rss>`
}

function wordpress(...items: string[]): string {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
    <title>News</title><link>https://news.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://news.example</wp:base_site_url>${items.join('')}</channel></rss>`
}

function post(id: number, slug: string, text: string, more: string): string {
  return `<item><title>${slug}</title><link>https://news.example/${slug}/</link><guid isPermaLink="false">https://news.example/?p=${id}</guid><pubDate>Fri, 02 Jan 2026 10:00:00 +0000</pubDate>
    <content:encoded><![CDATA[<p>${text}</p>]]></content:encoded><wp:post_id>${id}</wp:post_id><wp:post_name>${slug}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>${more}</item>`
}

function meta(key: string, value: string): string {
  return `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:postmeta>`
}

for (const [way, files] of Object.entries(pairs)) {
  t.test(`translations are linked: ${way}`, async t => {
    const { store: _, ...own } = await desk(t)
    t.strictSame(await own.import(files), { linked: 2, notes: [] })
    const list = [await own.translations('tides'), await own.translations('g')]
    const german = list[1] === undefined ? await own.translations('tides-de') : list[1]
    t.strictSame(list[0]?.language, 'en')
    t.strictSame(german, { language: 'de', translations: ['en tides'] })
    t.match(list[0]?.translations.join(), /^de (?:g|tides-de)$/)
    t.strictSame(await own.import(files), { linked: 0, notes: [] }, 'a second import changes nothing')
  })
}

t.test('a translation in a later import joins the others, with or without a base address', async t => {
  for (const base of ['', 'https://bay.example/blog/']) {
    const { store: _, ...own } = await desk(t)
    const one = { 'a/tides.md': page('Tides', words.en), 'a/tides.de.md': page('Gezeiten', words.de, 'slug: g\n') }
    t.strictSame(await own.import(one, { base }), { linked: 2, notes: [] })
    const later = { 'a/tides.it.md': page('Maree', words.it, 'slug: m\n') }
    t.strictSame(await own.import(later, { base }), { linked: 1, notes: [] })
    t.strictSame(await own.translations('tides'), { language: 'en', translations: ['de g', 'it m'] })
    t.strictSame(await own.translations('m'), { language: 'it', translations: ['de g', 'en tides'] })
    const changed = { 'a/tides.de.md': page('Tidenhub', words.de, 'slug: g\n') }
    t.strictSame(await own.import(changed, { base }), { linked: 0, notes: [] })
    t.strictSame(await own.translations('g'), { language: 'de', translations: ['en tides', 'it m'] })
  }
})

t.test('folders and names that are not languages link nothing', async t => {
  const { store: _, ...own } = await desk(t)
  const files = {
    'it/budget.md': page('IT budget', words.en),
    'hr/budget.md': page('HR budget', words.en, 'slug: hr\n'),
    'ux/budget.md': page('UX budget', words.de, 'slug: ux\n'),
    'js/budget.md': page('JS budget', words.it, 'slug: js\n'),
    'v1.0.md': page('Version', words.de),
    'v1.md': page('Old version', words.en),
  }
  t.strictSame(await own.import(files), { linked: 0, notes: [] })
  t.strictSame(await own.translations('budget'), { language: 'en', translations: [] })
})

t.test('a suffix or folder states the language if the file does not', async t => {
  const { store: _, ...own } = await desk(t)
  await own.import({
    'content/pt-br/a.md': page('A', 'Olá.'),
    'content/zh_TW/b.md': page('B', '你好。'),
    'c.fr.md': page('C', 'Oui.'),
    'content/de/d.md': page('D', 'Ja.', 'lang: nl\n'),
    'content/de/e.md': page('E', words.en),
    'f.es.txt': 'F\n\nSí.\n',
    'de/g.html': '<html><head><title>G</title></head><body><article><p>Ja.</p></article></body></html>',
  })
  const languages: Record<string, string | undefined> = {}
  for (const slug of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) languages[slug] = (await own.translations(slug))?.language
  t.strictSame(languages, { a: 'pt-BR', b: 'zh-TW', c: 'fr', d: 'nl', e: 'en', f: 'es', g: 'de' })
})

t.test('two articles in one language cause a note, and the others are linked', async t => {
  const { store: _, ...own } = await desk(t)
  const key = (title: string, text: string) => page(title, text, 'translationKey: water\n')
  const files = { 'a.md': key('A', words.en), 'b.md': key('B', words.en), 'c.md': key('C', words.de) }
  t.strictSame(await own.import(files), { linked: 2, notes: ['translation-same-language'] })
  t.strictSame(await own.translations('c'), { language: 'de', translations: ['en a'] })
  t.strictSame(await own.translations('b'), { language: 'en', translations: [] })
  const twice = { 'x.en.md': page('X', words.en), 'x.md': page('X2', words.en, 'slug: x2\n') }
  t.strictSame(await own.import(twice), { linked: 0, notes: ['translation-same-language'] })
})

t.test('an export line in a language that its translation group already has is imported with a note', async t => {
  const { store: _, ...own } = await desk(t)
  const line = (slug: string, language: string) =>
    JSON.stringify({
      title: slug,
      slug,
      metadata: { language, publishedAt: at },
      workingCopy: { translationGroup: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' },
    })
  const files = { 'a.ndjson': [line('a', 'en'), line('b', 'en'), line('c', 'de')].join('\n') }
  t.strictSame(await own.import(files), { linked: 0, notes: ['translation-same-language'] })
  t.strictSame(await own.translations('c'), { language: 'de', translations: ['en a'] })
  t.strictSame(await own.translations('b'), { language: 'en', translations: [] })
})

t.test('sources do not share translation keys, and an article that an editor unlinked stays unlinked', async t => {
  const { store, ...own } = await desk(t)
  const key = (title: string, text: string) => page(title, text, 'translationKey: water\n')
  await own.import({ 'a.md': key('A', words.en), 'b.md': key('B', words.de) })
  t.strictSame(await own.import({ 'c.md': key('C', words.it) }, { source: 'other' }), { linked: 0, notes: [] })
  const id = (await store.articleByExternalId('site:b.md'))?.id ?? ''
  await store.writeArticles([{ target: { id }, decide: now => (now ? decideUnlink(now, at) : { unchanged: true }) }], {
    at,
    actor: 'key:1',
  })
  t.strictSame(await own.translations('a'), { language: 'en', translations: [] })
  const files = { 'b.md': key('Beta', words.de), 'd.md': key('D', words.it) }
  t.strictSame(await own.import(files), { linked: 1, notes: [] })
  t.strictSame(await own.translations('a'), { language: 'en', translations: ['it d'] })
})

t.test('an import without the right to publish links no published article', async t => {
  const { store, ...own } = await desk(t)
  const key = (title: string, text: string) => page(title, text, 'translationKey: water\n')
  await own.import({ 'a.md': key('A', words.en) })
  const draft = { 'b.md': key('B', words.de), 'c.md': key('C', words.it) }
  t.strictSame(await own.import(draft, { publish: false, mayPublish: false }), { linked: 2, notes: [] })
  const group = async (name: string) => (await store.articleByExternalId(`site:${name}`))?.translationGroup
  t.strictSame([await group('a.md'), await group('b.md')], [undefined, await group('c.md')])
})
