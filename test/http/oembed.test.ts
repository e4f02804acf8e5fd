import t from 'tap'
import { build, site } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { planReader } from '../store/plan.ts'
import { readXml, textOf } from '../syndication/xml-document.ts'
import { ferries } from './sample.ts'

const slug = 'harbour-trust-buys-two-electric-ferries'
const own = `${site.publicUrl}/v1/articles/${slug}`
const ask = (url: string, more = '') => `/oembed?url=${encodeURIComponent(url)}${more}`

t.test('GET /oembed accepts every address of an article and answers 404 for others', async t => {
  const articleUrlTemplate = 'https://www.example.org/{category}/{year}/{slug}/'
  const { app, publish } = await build(t, { site: { ...site, articleUrlTemplate } })
  const { id } = await publish('ferries', ferries)
  const page = `https://www.example.org/transport/2026/${slug}/`
  const pasted = [
    page,
    `${page}?utm_source=x#who-pays`,
    own,
    `${own}.html`,
    `${own}.ninjs.json`,
    `${own}/sections/who-pays.html`,
    `${site.publicUrl}/v1/articles/${id}`,
    `${site.publicUrl}/v1/articles/electric-ferries`,
  ]
  for (const url of pasted) {
    const { statusCode, body } = await app.inject(ask(url))
    t.equal(statusCode, 200, url)
    hasMembers(t, JSON.parse(body), { version: '1.0', type: 'rich', title: ferries.title, url: page, width: 600 }, url)
  }
  for (const url of ['https://www.example.org/', 'https://evil.example/x', `${page}more`, 'x', `${own}%zz`, '%']) {
    t.equal((await app.inject(ask(url))).statusCode, 404, url)
  }
})

t.test('GET /oembed: the discovery links of a page find the article if its canonical URL has a fragment', async t => {
  const { app, publish } = await build(t)
  await publish('a', {
    ...ferries,
    title: 'One part',
    formerSlugs: [],
    canonicalUrl: 'https://www.example.org/all#one',
  })
  await publish('b', { ...ferries, title: 'Other', formerSlugs: [], canonicalUrl: 'https://www.example.org/all' })
  const page = (await app.inject('/v1/articles/one-part.html')).body
  const found = [...page.matchAll(/<link rel="alternate" type="[^"]*oembed"[^>]* href="([^"]+)"/g)].map(
    ([, href]) => href,
  )
  t.equal(found.length, 2)
  for (const href of found) {
    const { pathname, search } = new URL(String(href).replaceAll('&amp;', '&'))
    const { statusCode, body } = await app.inject(`${pathname}${search}`)
    t.strictSame([statusCode, body.includes('One part')], [200, true], String(href))
  }
  hasMembers(t, (await app.inject(ask('https://www.example.org/all#else'))).json(), { title: 'Other' })
})

t.test('GET /oembed: json and xml have the same values within maxwidth and maxheight', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const json = await app.inject(ask(own, '&maxwidth=300&maxheight=250'))
  const xml = await app.inject(ask(own, '&maxwidth=300&maxheight=250&format=xml'))
  t.equal(json.headers['content-type'], 'application/json')
  t.equal(xml.headers['content-type'], 'text/xml; charset=utf-8')
  const said = JSON.parse(json.body)
  t.ok(said.width <= 300 && said.height <= 250)
  const root = readXml(xml.body)
  for (const [name, value] of Object.entries(said)) t.equal(textOf(root, name), String(value), name)
  t.notMatch(said.html, /<script/)
})

t.test('GET /oembed refuses invalid parameters', async t => {
  const { app } = await build(t)
  for (const query of ['', 'url=', 'url=x&maxwidth=0', 'url=x&maxheight=a', 'url=x&format=xml&format=json']) {
    t.equal((await app.inject(`/oembed?${query}`)).statusCode, 400, query)
  }
})

t.test('GET /oembed finds an article by variants of its own canonical URL', async t => {
  const { app, publish } = await build(t)
  const canonicalUrl = 'https://partner.example.org/2026/ferries?p=12'
  await publish('ferries', { ...ferries, canonicalUrl })
  await publish('bridge', { title: 'A bridge', canonicalUrl: 'https://partner.example.org/bridge/' })
  const titled = async (url: string) => {
    const { statusCode, body } = await app.inject(ask(url))
    return statusCode === 200 ? JSON.parse(body).title : statusCode
  }
  const pasted = [
    canonicalUrl,
    `${canonicalUrl}#who-pays`,
    `${canonicalUrl}&utm_source=mail&fbclid=1`,
    'http://PARTNER.example.org:80/2026/ferries?p=12',
  ]
  for (const url of pasted) t.equal(await titled(url), ferries.title, url)
  for (const url of ['https://partner.example.org/bridge', 'https://partner.example.org/bridge/?a=b']) {
    t.equal(await titled(url), 'A bridge', url)
  }
  t.equal(await titled('https://partner.example.org/2026/ferries?p=13'), 404)
  t.equal(await titled('https://partner.example.org/'), 404)
})

t.test('GET /oembed accepts a former slug in the public URL, and answers 410 for an ended article', async t => {
  const articleUrlTemplate = 'https://www.example.org/{category}/{slug}'
  const { app, publish, end } = await build(t, { site: { ...site, articleUrlTemplate } })
  const { id } = await publish('ferries', ferries)
  const former = await app.inject(ask('https://www.example.org/transport/electric-ferries'))
  hasMembers(t, JSON.parse(former.body), { url: `https://www.example.org/transport/${slug}` })
  await end(id, { reason: 'withdrawn' })
  for (const url of [`https://www.example.org/transport/${slug}`, own]) {
    const { statusCode, body } = await app.inject(ask(url))
    hasMembers(t, [statusCode, JSON.parse(body)], [410, { gone: { reason: 'withdrawn' } }], url)
  }
})

t.test('GET /oembed: 501 for another format, 401 if PUBLIC_READ is false (oEmbed 1.0, section 2.3.5)', async t => {
  const lines: string[] = []
  const logger = { level: 'error', stream: { write: (line: string) => void lines.push(line) } }
  const { app, publish } = await build(t, { logger })
  await publish('ferries', ferries)
  const { statusCode, body } = await app.inject(ask(own, '&format=yaml'))
  hasMembers(
    t,
    [statusCode, JSON.parse(body)],
    [501, { code: 'format-not-offered', detail: 'The formats are json and xml.' }],
  )
  t.strictSame(lines, [], 'logs no error')
  const closed = await build(t, { publicRead: false })
  t.equal((await closed.app.inject(ask(own))).statusCode, 401)
})

t.test('GET /oembed: the store finds a canonical URL by index', async t => {
  await build(t)
  const plan = planReader(t, `${t.testdirName}/offprint.db`)
  const [step] = plan({ sql: "SELECT p.head FROM print p WHERE p.canonical_url = 'x'" })
  t.match(step, 'USING INDEX print_canonical_url')
})
