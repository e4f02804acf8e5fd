import t from 'tap'
import { build } from '../build.ts'
import { type File, files } from './feed-reader.ts'

const article = (title: string, more: object = {}) => ({
  title,
  category: 'Transport',
  tags: ['Ferries'],
  authors: [{ name: 'Ann Writer' }],
  language: 'de-AT',
  ...more,
})
const folders = ['categories/transport', 'tags/ferries', 'authors/ann-writer', 'languages/de-AT', 'languages/de']

t.test('the feed of a term lists the deletions of its own articles and remains when the last one ends', async t => {
  const { app, publish, end } = await build(t)
  const own = await publish('a', article('Own'))
  const other = await publish('b', { title: 'Other', category: 'Culture', tags: ['Art'], language: 'en' })
  await end(other.id, { reason: 'withdrawn' })
  for (const folder of folders) {
    const { statusCode, body } = await app.inject(`/feeds/${folder}/atom.xml`)
    t.strictSame([statusCode, body.includes(own.id), body.includes(other.id)], [200, true, false], folder)
  }
  const all = (await app.inject('/feeds/atom.xml')).body
  t.strictSame([all.includes(own.id), all.includes(other.id)], [true, true], 'the feed of all has all deletions')

  await end(own.id, { reason: 'unpublished' })
  for (const folder of folders) {
    for (const file of Object.keys(files) as File[]) {
      const { statusCode, headers, body } = await app.inject(`/feeds/${folder}/${file}`)
      t.strictSame([statusCode, headers['content-type']], [200, files[file]], `${folder}/${file}`)
      if (file !== 'rss.xml')
        t.strictSame([body.includes(own.id), body.includes(other.id)], [true, false], folder + file)
    }
  }
  const spelled = await app.inject('/feeds/tags/Ferries/atom.xml?limit=3')
  const target = 'https://news.example.org/feeds/tags/ferries/atom.xml?limit=3'
  t.strictSame([spelled.statusCode, spelled.headers['location']], [301, target])
  t.equal((await app.inject('/v1/tags/ferries')).statusCode, 404, 'the API knows only delivered terms')

  await end(own.id, { reason: 'withdrawn' })
  t.match((await app.inject('/feeds/tags/ferries/atom.xml')).body, own.id, 'also after only the reason changed')
  await publish('a', article('Own', { tags: ['Trams'] }))
  t.equal(
    (await app.inject('/feeds/tags/ferries/atom.xml')).statusCode,
    404,
    'the article was published again with another tag',
  )
  t.notMatch((await app.inject('/feeds/categories/transport/atom.xml')).body, 'deleted-entry')
})

t.test('the feed of a term without articles shows the last public name, not a later one', async t => {
  const { app, store, publish, end } = await build(t)
  const { id } = await publish('a', article('Own'))
  const known = await store.term('tag', 'ferries')
  await end(id, { reason: 'unpublished' })
  const termId = known?.kind === 'term' ? known.term.id : ''
  await store.writeTerm(
    termId,
    now => {
      if (!now) throw new Error('the test renames what is not there')
      return { term: { ...now, name: 'Secret', slug: 'secret' }, audit: { action: 'tag.edit', detail: {} } }
    },
    { at: '2026-11-22T12:00:00Z', actor: 'cli' },
  )
  const { statusCode, body } = await app.inject('/feeds/tags/ferries/atom.xml')
  t.strictSame([statusCode, body.includes('Ferries'), /secret/i.test(body)], [200, true, false])
  t.equal((await app.inject('/feeds/tags/secret/atom.xml')).statusCode, 404)
})
