import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { startNginx, withoutNginx } from './nginx.ts'
import { serve } from './server.ts'
import { until } from './varnish.ts'

t.setTimeout(300_000)

/** A test with a real nginx. Without one, it is skipped, and its name states why. */
function nginxTest(name: string, run: (t: Test) => Promise<void>): void {
  if (withoutNginx) t.test(`${name} (${withoutNginx})`, { skip: withoutNginx }, run)
  else t.test(name, { timeout: 120_000 }, run)
}

const titles = { japanese: '港湾局は電気フェリー'.repeat(20), devanagari: 'कि'.repeat(100), thai: 'ก'.repeat(200) }

/** A server with an article for each title, and the ids of these. */
async function newsroom(t: Test) {
  const folder = t.testdir({ news: {} })
  const news = join(folder, 'news')
  for (const [name, title] of Object.entries(titles)) {
    const terms = `category: ${title}\ntags: ["${title}"]\nauthor: ${title}`
    writeFileSync(
      join(news, `${name}.md`),
      `---\ntitle: ${title}\nlanguage: ja\n${terms}\n---\n\nWords.\n\n## ${title}\n\nMore.\n`,
    )
  }
  const env = { DATABASE_URL: join(folder, 'offprint.db') }
  const server = await serve(t, [], env)
  t.equal(
    (await offprint(['import', news, '--publish', '--undated', 'publish'], { ...env, PUBLIC_URL: server.address }))
      .code,
    0,
  )
  return { folder, server, articles: await itemsOf(`${server.address}/v1/articles?include=body`) }
}

/** The articles of a list. */
async function itemsOf(url: string): Promise<Article[]> {
  const { items } = (await (await fetch(url)).json()) as { items: Article[] }
  return items
}

type Article = { id: string; slug: string; sections: { anchor: string }[]; metadata: { category: { slug: string } } }

const suffixes = ['', '.html', '.md', '.txt', '.jsonld', '.ninjs.json', '/sections', '/metadata', '/card.html']

nginxTest('nginx: serves titles of any script with the recipe and with its default buffers', async t => {
  const { folder, server, articles } = await newsroom(t)
  t.equal(articles.length, 3)
  const change = { 'proxy_buffer_size 16k;': '', 'proxy_buffers 8 16k;': '' }
  for (const [name, nginx] of [
    ['recipe', await startNginx(t, join(folder, 'recipe'), server.address)],
    ['defaults', await startNginx(t, join(folder, 'defaults'), server.address, change)],
  ] as const) {
    for (const { id, slug, sections, metadata } of articles) {
      const anchor = encodeURIComponent(sections[1]?.anchor ?? '')
      const category = encodeURIComponent(metadata.category.slug)
      const paths = [
        ...suffixes.flatMap(suffix => [
          `/v1/articles/${id}${suffix}`,
          `/v1/articles/${encodeURIComponent(slug)}${suffix}`,
        ]),
        ...['', '.html', '.md'].map(suffix => `/v1/articles/${encodeURIComponent(slug)}/sections/${anchor}${suffix}`),
        ...['rss.xml', 'atom.xml', 'feed.json', 'ninjs.json'].map(
          file => `/feeds/categories/${category}/${file}?limit=1`,
        ),
        `/v1/articles?limit=1&category=${category}`,
        `/v1/categories/${category}`,
      ]
      for (const path of paths) {
        const answer = await fetch(nginx.address + path)
        await answer.arrayBuffer()
        t.equal(answer.status, 200, `${name} ${decodeURIComponent(path).slice(0, 60)}`)
      }
    }
    t.notMatch(nginx.messages(), 'too big header')
  }
})

nginxTest('nginx: a cached response has no request id and keeps the date of Offprint', async t => {
  const { folder, server } = await newsroom(t)
  const nginx = await startNginx(t, folder, server.address)
  const url = `${nginx.address}/v1/articles?limit=2`
  const ask = async (id: string) => {
    const answer = await fetch(url, { headers: { 'x-request-id': id } })
    await answer.arrayBuffer()
    const { headers } = answer
    return [headers.get('x-cache'), headers.get('x-request-id'), headers.get('date')]
  }
  const first = await ask('first')
  t.strictSame(first.slice(0, 2), ['MISS', 'first'])
  // Within the same second, the date of the response could be that of nginx.
  await until(async () => (Date.now() > Date.parse(String(first[2])) + 2000 ? true : undefined))
  t.strictSame(await ask('second'), ['HIT', null, first[2]])
})

nginxTest('nginx: repeated parameters keep their order', async t => {
  const { folder, server, articles } = await newsroom(t)
  const nginx = await startNginx(t, folder, server.address)
  const ids = articles.map(({ id }) => id)
  for (const wanted of [ids, ids.toReversed()]) {
    const items = await itemsOf(`${nginx.address}/v1/articles?${wanted.map(id => `ids=${id}`).join('&')}&fields=id`)
    t.strictSame(
      items.map(({ id }) => id),
      wanted,
    )
  }
})
