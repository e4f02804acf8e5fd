import { parseOpml } from 'feedsmith'
import { test } from 'tap'
import { type FeedTopic, opml } from '../../src/syndication/feed/opml.ts'
import { nasty, site } from './articles.ts'
import { each, whole } from './entries.ts'
import { readXml } from './xml-document.ts'

test('opml: lists the feeds of all articles and of every topic', async t => {
  const topics: FeedTopic[] = [
    { kind: 'category', slug: 'transport', name: 'Transport' },
    { kind: 'tag', slug: '海', name: nasty },
    { kind: 'language', slug: 'de', name: 'Deutsch' },
  ]
  const text = await whole(opml.render(each(topics), site))
  const { head, body } = parseOpml(text)
  t.strictSame(head, {
    title: 'Harbour News',
    ownerName: 'Harbour News',
    ownerEmail: 'editors@example.org',
    docs: 'https://opml.org/spec2.opml',
  })
  t.strictSame(
    body?.outlines?.slice(0, 3).map(one => [one.type, one.version, one.xmlUrl]),
    [
      ['rss', 'RSS2', 'https://api.example.org/feeds/rss.xml'],
      ['rss', 'ATOM', 'https://api.example.org/feeds/atom.xml'],
      ['rss', undefined, 'https://api.example.org/feeds/feed.json'],
    ],
  )
  t.strictSame(
    body?.outlines?.slice(3).map(one => [one.text, one.outlines?.[1]?.xmlUrl]),
    [
      ['Categories', 'https://api.example.org/feeds/categories/transport/atom.xml'],
      ['Tags', 'https://api.example.org/feeds/tags/%E6%B5%B7/atom.xml'],
      ['Languages', 'https://api.example.org/feeds/languages/de/atom.xml'],
    ],
  )
  t.equal(readXml(await whole(opml.render(each([]), site))).name, 'opml')
})
