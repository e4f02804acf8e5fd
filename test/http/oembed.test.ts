import t from 'tap'
import { build, site } from '../build.ts'
import { readXml, textOf } from '../syndication/xml-document.ts'
import { ferries } from './sample.ts'

const slug = 'harbour-trust-buys-two-electric-ferries'
const own = `${site.publicUrl}/v1/articles/${slug}`
const ask = (url: string, more = '') => `/oembed?url=${encodeURIComponent(url)}${more}`

t.test('GET /oembed: whatever address of the article is pasted', async t => {
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
    t.match(JSON.parse(body), { version: '1.0', type: 'rich', title: ferries.title, url: page, width: 600 }, url)
  }
  for (const url of ['https://www.example.org/', 'https://evil.example/x', `${page}more`, 'x', `${own}%zz`, '%']) {
    t.equal((await app.inject(ask(url))).statusCode, 404, url)
  }
})

t.test('GET /oembed: json and xml say the same, within the bounds', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const json = await app.inject(ask(own, '&maxwidth=300&maxheight=250'))
  const xml = await app.inject(ask(own, '&maxwidth=300&maxheight=250&format=xml'))
  t.equal(json.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(xml.headers['content-type'], 'text/xml; charset=utf-8')
  const said = JSON.parse(json.body)
  t.ok(said.width <= 300 && said.height <= 250)
  const root = readXml(xml.body)
  for (const [name, value] of Object.entries(said)) t.equal(textOf(root, name), String(value), name)
  t.notMatch(said.html, /<script/)
})

t.test('GET /oembed: what it cannot read is told', async t => {
  const { app } = await build(t)
  for (const query of ['', 'url=', 'url=x&format=yaml', 'url=x&maxwidth=0', 'url=x&maxheight=a']) {
    t.equal((await app.inject(`/oembed?${query}`)).statusCode, 400, query)
  }
})
