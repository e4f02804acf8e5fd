import t from 'tap'
import { addressKey, fileNameKey, isFileNameKey } from '../../src/domain/address/address-key.ts'

t.test('addressKey returns one key for all spellings of one page address', async t => {
  const ways = [
    'https://news.example.org/2026/ferries/',
    'http://www.news.example.org/2026/ferries',
    'https://NEWS.example.org//2026/ferries.html#who-pays',
    'https://news.example.org/2026/ferries/index.html?utm_source=mail&fbclid=1',
    'https://news.example.org/2026/%66erries.md',
  ]
  t.strictSame([...new Set(ways.map(addressKey))], ['//news.example.org/2026/ferries'])
  t.strictSame([...new Set(['/bücher/', '/b%C3%BCcher.md', '/bu\u0308cher/_index.md'].map(addressKey))], ['/bücher'])
})

t.test('addressKey returns different keys for different pages', async t => {
  const pages = ['https://a.example/x', 'https://b.example/x', '/x', '/X', 'https://a.example:8080/x', '/y', '/x/y']
  const queries = ['https://a.example/?p=1', 'https://a.example/?p=2', '/?p=1', '/x?page=2']
  const keys = [...pages, ...queries].map(addressKey)
  t.equal(new Set(keys).size, keys.length)
  t.notOk(keys.includes(undefined))
})

t.test('addressKey returns no key for home pages, anchors, mail and relative addresses', async t => {
  const others = [
    '',
    '/',
    'https://a.example/',
    'https://a.example/index.html#x',
    '#x',
    'x.md',
    '//a.example/x',
    'mailto:a@b.example',
    'article:1',
    `/${'x'.repeat(2000)}`,
  ]
  t.strictSame(
    others.map(addressKey),
    others.map(() => undefined),
  )
})

t.test('fileNameKey returns the name of a Markdown file without its folder', async t => {
  const names = {
    '/news/2014/Ferry.md': '*//ferry',
    '/ferry.mdx#fares': '*//ferry',
    '/ferry/index.md': '*//ferry',
    'https://www.site.example/a/ferry.markdown': '//site.example*//ferry',
    '/news/ferry/': undefined,
    '/news/ferry.html': undefined,
    'ferry.md': undefined,
  }
  t.strictSame(Object.fromEntries(Object.keys(names).map(one => [one, fileNameKey(one)])), names)
  t.strictSame(
    ['*//ferry', '//site.example*//ferry', '/ferry', '//site.example/ferry', '/a*/ferry'].map(isFileNameKey),
    [true, true, false, false, false],
  )
})
