import t from 'tap'
import { absoluteUrl, isLinkTarget, sitePath, webSchemes } from '../../src/domain/address/absolute-url.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'
import { numberedId } from './sample.ts'

const encoded: Record<string, string> = {
  'https://www.example.org': 'https://www.example.org/',
  ' \n\u00a0HTTPS://Example.ORG/a b ': 'https://example.org/a%20b',
  'https://hafen.example/fähre?q=größe#ö': 'https://hafen.example/f%C3%A4hre?q=gr%C3%B6%C3%9Fe#%C3%B6',
  'https://häfen.example/': 'https://xn--hfen-loa.example/',
  'https://x.example/a|b[1]^{c}?q[]=`d`#e#f': 'https://x.example/a%7Cb%5B1%5D%5E%7Bc%7D?q%5B%5D=%60d%60#e%23f',
  'https://x.example/100%/%41%zz': 'https://x.example/100%25/%41%25zz',
  'https://[2001:db8::1]:8080/[': 'https://[2001:db8::1]:8080/%5B',
  'https://x.example/\ud800': 'https://x.example/%EF%BF%BD',
  'mailto:desk@example.org?subject=a b': 'mailto:desk@example.org?subject=a%20b',
  'tel:+47 22 33': 'tel:+47%2022%2033',
  'ht\ntps://x.example/': 'https://x.example/',
  'ftp://files.example/tide tables.csv': 'ftp://files.example/tide%20tables.csv',
  'irc://irc.example/#pier': 'irc://irc.example/#pier',
  'IRCS://irc.example': 'ircs://irc.example',
  'irc://irc.example?a|b': 'irc://irc.example?a%7Cb',
  'xmpp:pier@rooms.example?join': 'xmpp:pier@rooms.example?join',
}

for (const [text, url] of Object.entries(encoded)) {
  t.test(`absoluteUrl: ${JSON.stringify(text)} is ${url}`, async t => {
    t.equal(absoluteUrl(text), url)
  })
}

const refused = [
  '',
  '/path',
  '//host/path',
  'page.html',
  '#anchor',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' \u0000\u0001javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\r\nscript:alert(1)',
  'javascript\n:alert(1)',
  '\u200bjavascript:alert(1)',
  'javascript://example.org/%0aalert(1)',
  'data:text/html,<script>',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://x.example/1',
  'view-source:https://x.example',
  'ftp:',
  'sftp://x.example/',
  'gopher://x.example/',
  'irc://a"b/',
  'irc:',
  'xmpp:',
  'https://',
  'https://a b/',
  'https://a"b/',
  'mailto:',
  'tel:',
]

t.test('absoluteUrl refuses relative, unparsable and unsafe URLs', async t => {
  t.strictSame(
    refused.filter(text => absoluteUrl(text) !== undefined),
    [],
  )
  t.equal(absoluteUrl('mailto:desk@example.org', webSchemes), undefined)
})

t.test('absoluteUrl returns an ASCII URL with an allowed scheme and leaves that URL unchanged', async t => {
  const parts = fc.constantFrom(
    'https://x.example/',
    'javascript:',
    'mailto:a',
    'irc://h',
    'ftp://h/',
    ' ',
    '\t',
    '%',
    '%4',
    '%41',
    '#',
    '?',
    '[',
    'ä',
    '𠮷',
    '\\',
    '"',
    '@',
    ':',
    '/',
  )
  const texts = fc.oneof(
    fc.array(parts, { maxLength: 8 }).map(all => all.join('')),
    fc.webUrl(),
    fc.string(),
  )
  holds(
    t,
    texts,
    text => {
      const url = absoluteUrl(text)
      if (url === undefined) return true
      return (
        absoluteUrl(url) === url &&
        /^(?:(?:https?|ftp|ircs?):\/\/|mailto:|tel:|ircs?:|xmpp:)(?:%[\dA-Fa-f]{2}|[\w\-.~:/?#[\]@!$&'()*+,;=])+$/.test(
          url,
        )
      )
    },
    400,
  )
})

t.test('isLinkTarget accepts URLs, paths, anchors and article references only', async t => {
  const id = numberedId(1)
  const good = ['https://x.example', 'tel:1', '#who-pays', '/path', `article:${id}`, `article:${id}#who-pays`]
  t.strictSame(good.filter(isLinkTarget), good)
  t.strictSame(
    [
      ...refused.filter(text => text !== '#anchor' && text !== '/path'),
      '#',
      '# x',
      'article:1',
      `article:${'-'.repeat(36)}`,
    ].filter(isLinkTarget),
    [],
  )
})

t.test('sitePath accepts paths that begin with one slash, percent-encodes them and removes steps up', async t => {
  t.equal(sitePath(' /a b/ü|.png?x=[1]#y '), '/a%20b/%C3%BC%7C.png?x=%5B1%5D#y')
  t.equal(sitePath('/a/../../b'), '/b')
  const others = ['//host/x', '/\\host/x', '\\\\host', 'x', './x', '#x', '', '/\thost/../\\x/', 'https://x.example/']
  t.strictSame(
    others.map(sitePath).filter(path => path !== undefined && !/^\/(?!\/)/.test(path)),
    [],
  )
  t.strictSame(
    ['//host/x', '/\\host/x', 'x', './x', '#x', '', 'https://x.example/'].map(sitePath),
    Array(7).fill(undefined),
  )
})
