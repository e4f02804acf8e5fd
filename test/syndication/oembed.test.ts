import { test } from 'tap'
import { cardPage } from '../../src/syndication/article/card.ts'
import { oembed, oembedJson, oembedXml } from '../../src/syndication/article/oembed.ts'
import { hasMembers } from '../has-members.ts'
import { arabic, article, bare, full, hostile, site } from './articles.ts'
import { dangers, readDocument, readFragment } from './html-document.ts'
import { readXml } from './xml-document.ts'

test('oembed: an article is a rich response with its card', async t => {
  const { html, ...facts } = JSON.parse(oembedJson(oembed(full, site))) as Record<string, string>
  t.strictSame(facts, {
    version: '1.0',
    type: 'rich',
    title: 'Harbour Trust buys two electric ferries',
    url: 'https://www.example.org/transport/ferries-1',
    author_name: 'A. Writer',
    author_url: 'https://www.example.org/a-writer',
    provider_name: 'Harbour News',
    provider_url: 'https://www.example.org/',
    cache_age: 3600,
    thumbnail_url: 'https://www.example.org/img/lead.jpg',
    thumbnail_width: 1600,
    thumbnail_height: 900,
    width: 600,
    height: 208,
  })
  const { all } = readFragment(html ?? '')
  t.strictSame(
    all('li').map(item => item.text),
    ['The ferries replace two boats.', 'They are quiet & clean.'],
  )
})

test('oembed: the response stays within the bounds and omits whole takeaways', async t => {
  const image = {
    url: 'https://e.org/l.jpg',
    width: 1600,
    height: 900,
    variants: [
      { url: 'https://e.org/m.jpg', width: 300, height: 150 },
      { url: 'https://e.org/s.jpg', width: 200, height: 100 },
    ],
  }
  const answer = oembed({ ...full, metadata: { ...full.metadata, image } }, site, { maxWidth: 320, maxHeight: 190 })
  hasMembers(t, answer, {
    width: 320,
    height: 182,
    thumbnail_url: 'https://e.org/m.jpg',
    thumbnail_width: 300,
    thumbnail_height: 150,
  })
  const takeaways = (maxHeight: number) =>
    readFragment(String(oembed(full, site, { maxHeight })['html'])).all('li').length
  t.strictSame([208, 207, 181].map(takeaways), [2, 1, 0])
  const tiny = oembed(full, site, { maxWidth: 0, maxHeight: 1 })
  hasMembers(t, tiny, { width: 1, height: 1, thumbnail_url: undefined })
})

test('oembed: XML contains the same values as JSON', async t => {
  for (const one of [full, hostile, arabic, bare]) {
    const root = readXml(oembedXml(oembed(one, site)))
    t.equal(root.name, 'oembed')
    const json = JSON.parse(oembedJson(oembed(one, site))) as Record<string, unknown>
    t.strictSame(
      Object.fromEntries(root.children.map(child => [child.name, child.text])),
      Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)])),
    )
  }
})

test('oembed: the card and its page are safe, also for a hostile article', async t => {
  for (const one of [full, hostile, arabic, article(6, { title: '<b>' })]) {
    const page = readDocument(cardPage(one, site))
    const card = readFragment(String(oembed(one, site)['html']))
    t.strictSame([page.errors, card.errors], [[], []])
    t.strictSame(dangers([...page.elements, ...card.elements]), [])
  }
})
