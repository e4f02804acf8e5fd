import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { test } from 'tap'
import { llms } from '../../src/syndication/crawler/llms.ts'
import { llmsFull } from '../../src/syndication/crawler/llms-full.ts'
import { formatContract } from '../contract/format.ts'
import { article, full } from './articles.ts'
import { entriesOf, rendered } from './entries.ts'

/** Every address that a Markdown parser finds. */
function links(node: Nodes): string[] {
  const own = node.type === 'link' || node.type === 'image' ? [node.url] : []
  return [...own, ...('children' in node ? node.children.flatMap(links) : [])]
}

const within = /^https:\/\/api\.example\.org\/v1\/articles\/(.*)\.md$/

formatContract(llms, {
  read(output) {
    const addresses = links(fromMarkdown(output))
    const urls = addresses
      .flatMap(url => within.exec(url)?.[1] ?? [])
      .map(slug => `https://www.example.org/transport/${slug}`)
    return { urls, addresses, html: [] }
  },
  syndicates: true,
  carriesText: false,
})

formatContract(llmsFull, {
  read(output) {
    const addresses = links(fromMarkdown(output)).filter(url => !url.startsWith('#'))
    return { urls: [...output.matchAll(/^- URL: <(.*)>$/gm)].map(([, url = '']) => url), addresses, html: [] }
  },
  syndicates: true,
  carriesText: true,
})

test('llms: lists title, purpose, articles with their summaries, and optional links', async t => {
  t.equal(
    await rendered(llms, entriesOf(full)),
    [
      '# Harbour News',
      '> News from the harbour.',
      '## Articles',
      '- [Harbour Trust buys two electric ferries](https://api.example.org/v1/articles/ferries-1.md): Two boats for 41 million.',
      '## Optional',
      [
        '- [Full text](https://api.example.org/llms-full.txt): the newest articles, whole',
        '- [API description](https://api.example.org/openapi.json): OpenAPI 3.1',
        '- [JSON Feed](https://api.example.org/feeds/feed.json): newest articles first\n',
      ].join('\n'),
    ].join('\n\n'),
  )
})

test('llms: an article that reserves text and data mining is in neither file', async t => {
  const reserved = article(1, { metadata: { rights: { syndication: 'full', textAndDataMining: 'reserved' } } })
  t.notMatch(await rendered(llms, entriesOf(reserved)), /ferries-1/)
  t.notMatch(await rendered(llmsFull, entriesOf(reserved)), /ferries-1/)
})
