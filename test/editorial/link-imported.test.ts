import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Article } from '../../src/domain/article/article.ts'
import { publishAs } from '../../src/domain/article/publish.ts'
import { decideEnd } from '../../src/domain/article/transition.ts'
import type { Inline } from '../../src/domain/body/inline.ts'
import { operatorRights } from '../../src/domain/import/job.ts'
import { createPrinter } from '../../src/domain/print/print.ts'
import { linkImported } from '../../src/editorial/import/link.ts'
import { importSources } from '../../src/editorial/import/sources.ts'
import { detect } from '../../src/importer/detect.ts'
import { importers } from '../../src/importer/importers.ts'
import { readSource, type Source } from '../../src/importer/source/run.ts'
import { openStore } from '../../src/store/open.ts'
import { digest, numberedIds, site } from '../domain/sample.ts'
import { copyEmptyStore } from '../empty-store.ts'
import { hasMembers } from '../has-members.ts'

async function desk(t: Test) {
  const url = join(t.testdir(), 'offprint.db')
  const newId = numberedIds('0aaa0000')
  const clock = () => new Date('2026-11-22T12:00:00Z')
  await copyEmptyStore(url)
  const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
  t.teardown(() => store.close())
  const deps = { store, clock, newId, originExists: () => false }
  const actor = 'cli'
  return {
    store,
    /** Imports files and makes links. Returns the result of each file and the number of linked articles. */
    async import(files: Record<string, string>, { source = 'site', publish = true, base = '' } = {}) {
      const read = { source, siteLanguage: 'en', timeZone: 'UTC', ...(base && { base }) }
      const sources = Object.entries(files).map(([name, text]): Source => {
        const open = async function* () {
          yield Buffer.from(text)
        }
        return { name, origin: `/${source}/${name}`, open }
      })
      const one = (given: Source) => readSource(given, read, head => detect(head, importers))
      const rights = operatorRights(base === '' ? undefined : base)
      const how = { publish, force: false, actor, source, rights }
      const results: string[] = []
      for await (const { result, problem } of importSources(sources, one, how, deps))
        results.push(problem?.code ?? result)
      return { results, linked: await linkImported({ store, clock, actor }) }
    },
    /** The links of a delivered article. */
    async links(slug: string) {
      const found = await store.find(slug)
      if (found?.kind !== 'print') return []
      const { sections } = JSON.parse(Buffer.from(found.print.body).toString('utf8'))
      const runs: Inline[] = sections.flatMap(({ blocks }: { blocks: { content?: Inline[] }[] }) =>
        blocks.flatMap(block => block.content ?? []),
      )
      return runs.flatMap(run => run.link?.href ?? [])
    },
    async copy(externalId: string) {
      const found = await store.articleByExternalId(externalId)
      return { ...found, ids: JSON.stringify(found?.content.sections).match(/"articleId"/g)?.length ?? 0 }
    },
  }
}

const page = (title: string, body: string) => `---\ntitle: ${title}\ndate: 2026-01-02\n---\n\n${body}\n`
const at = (slug: string) => `${site.publicUrl}/v1/articles/${slug}.html`

t.test('links between files become links to articles, in any order of import', async t => {
  const { links, store, copy, ...own } = await desk(t)
  const files = {
    'a.md': page('Alpha', '[later](sub/b.md#who) [none](none.md)'),
    'sub/b.md': page('Beta', '[earlier](../a.md)'),
  }
  t.strictSame(await own.import(files), { results: ['created', 'created'], linked: 1 })
  t.strictSame(await links('a'), [`${at('b')}#who`, `${site.publicUrl}/none.md`])
  t.strictSame(await links('b'), [at('a')])
  const alpha = await copy('site:a.md')
  hasMembers(t, alpha, { version: 2, publishedVersion: 2, edition: 2, ids: 1 })
  const found = await store.find('a')
  t.equal(
    found?.kind === 'print' && found.print.updatedAt,
    '2026-01-02T00:00:00Z',
    'the link does not change updatedAt',
  )

  t.strictSame(await own.import(files), { results: ['unchanged', 'unchanged'], linked: 0 })
  t.strictSame(await copy('site:a.md'), alpha, 'a second import changes nothing')
  t.strictSame(await own.import({ 'a.md': page('Alpha', '[b](sub/b.md)') }), { results: ['revised'], linked: 0 })
  t.strictSame(await links('a'), [at('b')], 'a changed source does not count as an edited article')
})

t.test('a link follows a new slug, and uses its original address while the article is not delivered', async t => {
  const { links, store, ...own } = await desk(t)
  const base = 'https://old.example/blog'
  await own.import({ 'a.md': page('Alpha', '[b](b.md)'), 'b.md': page('Beta', 'x') }, { base })
  t.strictSame(await links('a'), [at('b')])
  const id = (await store.articleByExternalId('site:b.md'))?.id ?? ''
  await store.writeArticles(
    [
      {
        target: { id },
        decide(now) {
          if (!now) return { unchanged: true }
          const content = { ...now.content, slug: 'boats' }
          return {
            ...publishAs({ ...now, version: now.version + 1, content }, '2026-11-22T13:00:00Z'),
            audit: { action: 'x' },
          }
        },
      },
    ],
    { at: '2026-11-22T13:00:00Z', actor: 'cli' },
  )
  t.strictSame(await links('a'), [at('boats')])
  await store.writeArticles(
    [
      {
        target: { id },
        decide: now => (now ? decideEnd(now, 'unpublished', '2026-11-22T14:00:00Z') : { unchanged: true }),
      },
    ],
    { at: '2026-11-22T14:00:00Z', actor: 'cli' },
  )
  t.strictSame(await links('a'), ['https://old.example/blog/b.md'])
})

t.test('links in the conventions of Jekyll and Hugo lead to the right posts', async t => {
  const { links, ...own } = await desk(t)
  await own.import({
    '_posts/2026-01-02-beta.md': page(
      'Beta',
      '[g](/posts/gamma/) [d]({{< ref "posts/delta.md#x" >}}) [e]({{< relref "/posts/delta" >}})',
    ),
    'about.md': page(
      'About',
      '[p]({% post_url 2026-01-02-beta %}) [q]({% link _posts/2026-01-02-beta.md %}) [r](/2026/01/02/beta.html)',
    ),
    'content/posts/delta.md': page('Delta', '[a](/about/)'),
    'content/posts/gamma/index.md': page('Gamma', '[d](../delta.md)'),
  })
  t.strictSame(await links('beta'), [at('gamma'), `${at('delta')}#x`, at('delta')])
  t.strictSame(await links('about'), [at('beta'), at('beta'), at('beta')])
  t.strictSame(await links('delta'), [at('about')])
  t.strictSame(await links('gamma'), [at('delta')])
})

t.test('a file name without a folder leads to the only file of the source with that name', async t => {
  const { links, store: _, ...own } = await desk(t)
  const files = {
    'content/a/one.md': page(
      'One',
      '[1]({{< ref "tides.md" >}}) [2]({{< relref "Tides#low" >}}) [3]({{% ref path="harbour" %}}) [4]({{< ref "none.md" >}})',
    ),
    'content/a/two.md': page(
      'Two',
      '[1]({{< ref "map.md" >}}) [2]({{< ref "a/b/tides.md" >}}) [3](tides) [4](tides.html)',
    ),
    'content/b/map.md': page('Map', 'x'),
    'content/c/map.md': page('Other map', '[1]({{< ref "map" >}})'),
    'content/z/harbour/index.md': page('Harbour', 'x'),
    'content/z/tides.md': page('Tides', '## Low water {#low}\n\nx'),
  }
  const unknown = (path: string) => `${site.publicUrl}/content/a/${path}`
  t.strictSame(await own.import(files), { results: Object.keys(files).map(() => 'created'), linked: 3 })
  t.strictSame(await links('one'), [at('tides'), `${at('tides')}#low`, at('harbour'), unknown('none.md')])
  t.strictSame(
    await links('two'),
    [unknown('map.md'), at('tides'), unknown('tides'), unknown('tides.html')],
    'an ambiguous file name and a page address lead to no file',
  )
  t.strictSame(await links('map-2'), [at('map-2')], 'the file in the same folder has priority')
  t.equal((await own.import(files)).linked, 0)
  const other = { 'x.md': page('Far', '[1]({{< ref "harbour.md" >}})') }
  t.equal((await own.import(other, { source: 'other' })).linked, 0, 'file names of another source are separate')
})

t.test('a link to a file name that several files share leads to the file in the language of the link', async t => {
  const { links, ...own } = await desk(t)
  const text = (title: string, lang: string, body: string) =>
    `---\ntitle: ${title}\nlang: ${lang}\nslug: ${title}\ndate: 2026-01-02\n---\n\n${body}\n`
  await own.import({
    'de/a.md': text('a-de', 'de', '[b]({{< ref "deep.md" >}}) [c]({{< ref "pier.md" >}})'),
    'de/x/deep.md': text('deep-de', 'de', 'x'),
    'en/a.md': text('a-en', 'en', '[b]({{< ref "deep.md" >}}) [c]({{< ref "pier.md" >}})'),
    'en/x/deep.md': text('deep-en', 'en', 'x'),
    'all/pier.de.md': text('pier-de', 'de', 'x'),
    'all/pier.md': text('pier-en', 'en', 'x'),
  })
  t.strictSame(await links('a-de'), [at('deep-de'), at('pier-de')])
  t.strictSame(await links('a-en'), [at('deep-en'), at('pier-en')])
})

t.test('in a file with a canonical URL, links to files lead to the files, and other links to the site', async t => {
  const { links, ...own } = await desk(t)
  const canonical = (title: string, body: string) =>
    `---\ntitle: ${title}\ndate: 2026-01-02\ncanonical_url: https://quay.example/${title}/\n---\n\n${body}\n`
  const body = [
    '[1](other.md) [2](sub/far.mdx#x) [3](../third/) [4](/2026/01/02/post.html) [5]({% post_url 2026-01-02-post %})',
    '[6]({% link other.md %}) [7](https://quay.example/other/) [8](https://far.example/other/) [9](gone/) [10](other.md)',
  ]
  await own.import({
    'a.md': canonical('a', body.join(' ')),
    'other.md': page('Other', '[1](a.md)'),
    'sub/far.mdx': page('Far', 'x'),
    'third.md': canonical('third', 'x'),
    '_posts/2026-01-02-post.md': page('Post', 'x'),
  })
  t.strictSame(await links('a'), [
    ...[at('other'), `${at('far')}#x`, 'https://quay.example/third/', at('post'), at('post')],
    ...[at('other'), at('other'), 'https://far.example/other/', 'https://quay.example/a/gone/', at('other')],
  ])
  t.strictSame(await links('other'), ['https://quay.example/a/'])
})

t.test('a link to an id in another article leads to the section, for each spelling of the id', async t => {
  const { links, ...own } = await desk(t)
  await own.import({
    'a.md': page('Alpha', '[1](b.md#Low_Water) [2](b.md#low-water) [3](c.mdx#fares)'),
    'b.md': page('Beta', '## Ebb {#Low_Water}\n\nx'),
    'c.mdx': page('Gamma', '## What it costs {/* fares */}\n\nx'),
  })
  t.strictSame(await links('a'), [`${at('b')}#low-water`, `${at('b')}#low-water`, `${at('c')}#fares`])
})

t.test('permalinks, ?p= and placeholders of Ghost lead to posts, also in other imports', async t => {
  const { links, ...own } = await desk(t)
  const wordpress = (...items: string[]) => `<?xml version="1.0"?><rss version="2.0"
    xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
    <title>News</title><link>https://news.example</link><wp:wxr_version>1.2</wp:wxr_version>
    <wp:base_site_url>https://news.example</wp:base_site_url>${items.join('')}</channel></rss>`
  const item = (id: number, slug: string, html: string) => `<item><title>${slug}</title>
    <link>https://news.example/2026/${slug}/</link><guid isPermaLink="false">https://news.example/?p=${id}</guid>
    <content:encoded><![CDATA[${html}]]></content:encoded><wp:post_id>${id}</wp:post_id>
    <wp:post_name>${slug}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>`
  const first = item(1, 'one', '<p><a href="http://www.news.example/?p=2">2</a> <a href="/2026/three/#x">3</a></p>')
  await own.import({ 'a.xml': wordpress(first, item(2, 'two', '<p><a href="https://old.example/hello/">g</a></p>')) })
  t.strictSame(await links('one'), [at('two'), 'https://news.example/2026/three/#x'])
  const other = { 'b.xml': wordpress(item(3, 'three', '<p>x</p>')) }
  t.equal(
    (await own.import(other, { source: 'other' })).linked,
    0,
    'a source claims no address of a site that was not stated',
  )
  t.equal((await own.import(other, { source: 'given', base: 'https://news.example/' })).linked, 1)
  t.strictSame(await links('one'), [at('two'), `${at('three-2')}#x`])

  const post = (id: string, slug: string, html: string) => ({ id, title: slug, slug, html, status: 'published' })
  const posts = [post('1', 'hello', '<p><a href="__GHOST_URL__/bye/">b</a></p>'), post('2', 'bye', '<p>x</p>')]
  const ghost = JSON.stringify({ db: [{ meta: { exported_on: 1, version: '5.0' }, data: { posts, posts_tags: [] } }] })
  t.equal((await own.import({ 'ghost.json': ghost }, { source: 'ghost', base: 'https://old.example/' })).linked, 2)
  t.strictSame(await links('hello'), [at('bye')])
  t.strictSame(await links('two'), [at('hello')])
})

t.test(
  'an import adds no link to an article that editors changed, and an address with two claims leads to the first',
  async t => {
    const { links, store, copy, ...own } = await desk(t)
    await own.import({ 'a.md': page('Alpha', '[b](b.md)'), 'c.md': page('Gamma', '[d](d.md)') }, { publish: false })
    const id = (await store.articleByExternalId('site:a.md'))?.id ?? ''
    const edit = {
      target: { id },
      decide: (now?: Article) =>
        now ? { article: { ...now, version: now.version + 1 }, audit: { action: 'x' } } : { unchanged: true as const },
    }
    await store.writeArticles([edit], { at: '2026-11-22T13:00:00Z', actor: 'key:1' })
    const two = { 'b.md': page('Beta', 'x'), 'd.md': page('One', 'x'), 'd.html': '<p>Two.</p>' }
    t.equal((await own.import(two, { publish: false })).linked, 1)
    hasMembers(t, await copy('site:a.md'), { version: 2, ids: 0 })
    hasMembers(t, await copy('site:c.md'), { version: 2, ids: 1 })
    t.strictSame(await links('a'), [], 'nothing is published')
  },
)

t.test('a line of an export is imported unchanged, also if its links match articles here', async t => {
  const { store, ...own } = await desk(t)
  await own.import({ 'a.md': page('Alpha', 'x') })
  const link = { href: '/a/' }
  const line = {
    id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
    title: 'Beta',
    sections: [{ blocks: [{ type: 'paragraph', content: [{ text: 'a', link }] }] }],
    workingCopy: { externalId: 'old:b', status: 'published' },
  }
  t.equal((await own.import({ 'b.ndjson': JSON.stringify(line) })).linked, 0)
  const found = await store.articleByExternalId('old:b')
  t.strictSame(found?.content.sections[0]?.blocks, line.sections[0]?.blocks)
  const { workingCopy: _, ...plain } = { ...line, id: undefined, title: 'Gamma', slug: 'gamma' }
  await own.import({ 'c.ndjson': JSON.stringify(plain) })
  hasMembers(t, await store.articleByExternalId('site:gamma'), {
    content: { sections: [{ blocks: [{ content: [{ link: { articleId: /./ } }] }] }] },
  })
})

t.test('ref with a language leads to the file in this language, in any folder or with any suffix', async t => {
  const { links, ...own } = await desk(t)
  const english = 'The ferry crosses the bay twice an hour, and the harbour master counts every passenger on board.'
  const german =
    'Die Fähre überquert die Bucht zweimal in der Stunde, und der Hafenmeister zählt alle Fahrgäste an Bord.'
  const to = (path: string, lang: string) => `{{< ref path="${path}" lang="${lang}" >}}`
  const files = {
    'content/en/news/ferry.md': page('Ferry', english),
    'content/de/news/ferry.md': page('Fähre', german),
    'content/en/tide.md': page(
      'Tide',
      `${english} [a](${to('ferry.md', 'de')}) [b](${to('news/ferry.md#fares', 'de')})`,
    ),
    'content/en/moon.md': page('Moon', english),
    'content/en/moon.de.md': page('Mond', `${german} [a](${to('moon', 'en')}) [b](${to('ferry', 'en')})`),
  }
  t.strictSame(
    (await own.import(files)).results,
    Object.keys(files).map(() => 'created'),
  )
  t.strictSame(await links('tide'), [at('ferry-de'), `${at('ferry-de')}#fares`])
  t.strictSame(await links('moon-de'), [at('moon'), at('ferry')])
})
