import t from 'tap'
import { build, site } from '../build.ts'
import { below, readXml } from '../syndication/xml-document.ts'
import { everyAddress, ferries, outspoken } from './sample.ts'

/** Valid tags with private parts, extensions, variants, or a language that nobody registered. */
const tags = ['en-x-foo', 'en-u-co-phonebk', 'ar-a-bbb-x-foo', 'de-CH-1996', 'qaa', 'und']

t.test('every route answers 200 when an article has an unusual language tag', async t => {
  for (const tag of tags) {
    const { app, publish } = await build(t, { site: outspoken })
    await publish('ferries', { ...ferries, language: tag })
    for (const { path, url } of everyAddress()) {
      // The answer does not end: see stream.test.ts.
      if (path === '/v1/stream') continue
      const { statusCode } = await app.inject(url.replace('/languages/en/', `/languages/${tag}/`))
      t.equal(statusCode, 200, `${path} with ${tag}`)
    }
    const { statusCode } = await app.inject(`/v1/search?q=ferries&language=${tag}`)
    t.equal(statusCode, 200, `a search in ${tag}`)
  }
})

t.test('a feed of a language with extensions or private parts has the name of the language', async t => {
  const { app, publish } = await build(t)
  await publish('ferries', { ...ferries, language: 'en-x-foo' })
  for (const tag of ['en-x-foo', 'en-u-co-phonebk']) {
    const { statusCode, body } = await app.inject(`/feeds/languages/${tag}/rss.xml`)
    const [title] = below(readXml(body), 'title').map(one => one.text)
    t.strictSame([statusCode, title], [200, `${site.title}: English`])
  }
  const { body } = await app.inject('/feeds/feeds.opml')
  const names = below(readXml(body), 'outline').map(one => one.attributes['title'])
  t.ok(names.includes('English (RSS)'))
})
