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

async function desk(t: Test) {
  const url = join(t.testdir(), 'offprint.db')
  const newId = numberedIds('0aaa0000')
  const clock = () => new Date('2026-11-22T12:00:00Z')
  const store = await openStore({ url, printer: createPrinter(site, digest), newId, clock, waiting: 'async' })
  t.teardown(() => store.close())
  const deps = { store, clock, newId, originExists: () => false }
  const actor = 'cli'
  return {
    store,
    /** Imports files, links, and tells what became of each, and how many were linked. */
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
    /** The links of an article as it is delivered. */
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

t.test('links between files become links to articles, whichever came first', async t => {
  const { links, store, copy, ...own } = await desk(t)
  const files = {
    'a.md': page('Alpha', '[later](sub/b.md#who) [none](none.md)'),
    'sub/b.md': page('Beta', '[earlier](../a.md)'),
  }
  t.strictSame(await own.import(files), { results: ['created', 'created'], linked: 1 })
  t.strictSame(await links('a'), [`${at('b')}#who`, `${site.publicUrl}/none.md`])
  t.strictSame(await links('b'), [at('a')])
  const alpha = await copy('site:a.md')
  t.match(alpha, { version: 2, publishedVersion: 2, edition: 2, ids: 1 })
  const found = await store.find('a')
  t.equal(found?.kind === 'print' && found.print.updatedAt, '2026-01-02T00:00:00Z', 'it is as old as it was')

  t.strictSame(await own.import(files), { results: ['unchanged', 'unchanged'], linked: 0 })
  t.strictSame(await copy('site:a.md'), alpha, 'a second import changes nothing')
  t.strictSame(await own.import({ 'a.md': page('Alpha', '[b](sub/b.md)') }), { results: ['revised'], linked: 0 })
  t.strictSame(await links('a'), [at('b')], 'a changed source is not taken for a changed article')
})

t.test('a link survives a new slug, and keeps its own address while the article is not delivered', async t => {
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

t.test('conventions of Jekyll and Hugo lead to the posts they mean', async t => {
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

t.test('permalinks, ?p= and marks of Ghost lead to posts, across imports', async t => {
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
  t.equal((await own.import(other, { source: 'other' })).linked, 0, 'a source claims no address of a site not given')
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
  'what editors changed since stays theirs, and an address that two articles claim leads to the first',
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
    t.match(await copy('site:a.md'), { version: 2, ids: 0 })
    t.match(await copy('site:c.md'), { version: 2, ids: 1 })
    t.strictSame(await links('a'), [], 'nothing was published')
  },
)

t.test('a line of an export comes back as it was, whatever its links could mean here', async t => {
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
  t.match(await store.articleByExternalId('site:gamma'), {
    content: { sections: [{ blocks: [{ content: [{ link: { articleId: /./ } }] }] }] },
  })
})
