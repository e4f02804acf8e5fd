import t from 'tap'
import { build, site } from '../build.ts'
import { below, readXml } from '../syndication/xml-document.ts'
import { ferries } from './sample.ts'

t.test('GET /robots.txt names both sitemaps and has the rules for crawlers', async t => {
  const { app } = await build(t, { site: { ...site, aiCrawlers: { training: 'disallow', answers: 'allow' } } })
  const { headers, body } = await app.inject('/robots.txt')
  t.equal(headers['content-type'], 'text/plain; charset=utf-8')
  t.match(body, `Sitemap: ${site.publicUrl}/sitemap.xml\nSitemap: ${site.publicUrl}/news-sitemap.xml\n`)
  t.match(body, /User-agent: GPTBot\n(?:User-agent: .*\n)*Disallow: \/\n/)
  t.match(body, /User-agent: OAI-SearchBot\n(?:User-agent: .*\n)*Disallow: \/v1\/editorial\/\nAllow: \/\n/)
})

t.test('GET /llms.txt lists the articles without reserved rights, and /llms-full.txt has their text', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  await publish('kept', {
    ...ferries,
    title: 'Reserved',
    formerSlugs: [],
    rights: { syndication: 'full', textAndDataMining: 'reserved' },
  })
  const list = await app.inject('/llms.txt')
  const full = await app.inject('/llms-full.txt')
  for (const { headers, body } of [list, full]) {
    t.equal(headers['content-type'], 'text/markdown; charset=utf-8')
    t.match(body, ferries.title)
    t.notMatch(body, 'Reserved')
  }
  t.notMatch(list.body, 'The city does.')
  t.match(full.body, '## Who pays\n\nThe city does.')
})

t.test('GET /.well-known/… serves a linkset, and 404 for files that the site does not configure', async t => {
  const { app } = await build(t)
  const { headers, body } = await app.inject('/.well-known/api-catalog')
  t.match(headers['content-type'], /^application\/linkset\+json/)
  t.equal(JSON.parse(body).linkset[0].anchor, `${site.publicUrl}/.well-known/api-catalog`)
  for (const name of ['security.txt', 'tdmrep.json']) {
    t.equal((await app.inject(`/.well-known/${name}`)).statusCode, 404, name)
  }
})

t.test('GET /.well-known/security.txt always expires in the future', async t => {
  const spoken = { ...site, security: { contacts: ['mailto:security@example.org'] } }
  const { app, time } = await build(t, { site: spoken })
  for (const year of [2026, 2027, 2030]) {
    time.now = new Date(`${year}-11-22T12:00:00Z`)
    const { body } = await app.inject('/.well-known/security.txt')
    t.match(body, 'Contact: mailto:security@example.org\n')
    t.match(body, `Expires: ${year + 1}-10-01T00:00:00Z\n`)
  }
})

t.test('GET /feeds/feeds.opml names only feeds that answer 200', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', ferries)
  const { body } = await app.inject('/feeds/feeds.opml')
  const urls = below(readXml(body), 'outline').flatMap(one => one.attributes['xmlUrl'] ?? [])
  t.equal(urls.length, 3 * 6, 'all, a category, two tags, an author, a language')
  for (const url of urls) t.equal((await app.inject(url.replace(site.publicUrl, ''))).statusCode, 200, url)
})
