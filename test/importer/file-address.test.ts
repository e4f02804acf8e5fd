import t from 'tap'
import { fileAddresses, siteBase } from '../../src/importer/blocks/file-address.ts'

t.test('fileAddresses returns the path of the file and the paths that generators derive from it', async t => {
  t.strictSame(fileAddresses({ name: 'a b.md' }), ['/a%20b.md'])
  t.strictSame(fileAddresses({ name: '_posts/2014-3-12-coming-soon.md' }), [
    '/_posts/2014-3-12-coming-soon.md',
    '/2014/03/12/coming-soon.md',
  ])
  t.strictSame(fileAddresses({ name: 'transport/_posts/2014-03-12-coming-soon.md' }, 'ferries'), [
    '/transport/_posts/2014-03-12-coming-soon.md',
    '/transport/2014/03/12/coming-soon.md',
    '/transport/_posts/ferries',
    '/transport/2014/03/12/ferries',
  ])
  t.strictSame(fileAddresses({ name: 'content/posts/ferries/index.md' }, 'boats'), [
    '/content/posts/ferries/index.md',
    '/posts/ferries/index.md',
    '/posts/boats',
  ])
  t.strictSame(fileAddresses({ name: 'src/content/blog/ferries.mdx' }), [
    '/src/content/blog/ferries.mdx',
    '/blog/ferries.mdx',
  ])
})

t.test('fileAddresses returns addresses below the base and below the root of its host', async t => {
  const base = 'https://example.org/blog/posts/a.md'
  t.strictSame(fileAddresses({ name: 'posts/a.md', base }), [
    'https://example.org/blog/posts/a.md',
    'https://example.org/posts/a.md',
  ])
})

t.test('siteBase returns the base without the path of the file', async t => {
  t.equal(siteBase({ name: 'export.json', base: 'https://example.org/blog/export.json' }), 'https://example.org/blog/')
  t.equal(siteBase({ name: 'x.json', base: 'https://example.org/blog/export.json' }), 'https://example.org/blog/')
  t.equal(siteBase({ name: 'x', base: 'https://a.example/x', baseUrl: 'https://b.example' }), 'https://b.example')
  t.equal(siteBase({ name: 'x' }), undefined)
})
