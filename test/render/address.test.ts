import { test } from 'tap'
import { linkAddress, webAddress } from '../../src/render/address.ts'
import { fc } from '../property.ts'

/** RFC 3986, appendix A, for URLs with an authority. */
const uri =
  /^https?:\/\/(?:[\w.~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@?(?:\[[0-9A-Fa-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::\d*)?(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(?:#(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?$/

test('address: accepts only absolute addresses with safe schemes', async t => {
  const refused = [
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://e.org/x',
    '/relative',
    '//e.org/x',
    'e.org',
    '',
    '#a',
    'article:0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
  ]
  t.strictSame(
    refused.map(linkAddress),
    refused.map(() => undefined),
  )
  const followed = ['mailto:a@e.org', 'tel:+49', 'ftp://e.org/a', 'irc://e.org/#a', 'ircs://e.org/', 'xmpp:a@e.org']
  t.strictSame(followed.map(linkAddress), followed)
  t.strictSame(
    followed.map(webAddress),
    followed.map(() => undefined),
  )
})

test('address: encodes characters as RFC 3986 requires', async t => {
  t.equal(
    webAddress('HTTPS://Bücher.example/ä b|c[1]{x}^`?q=%zz&r=[a]#x#y'),
    'https://xn--bcher-kva.example/%C3%A4%20b%7Cc%5B1%5D%7Bx%7D%5E%60?q=%25zz&r=%5Ba%5D#x%23y',
  )
  t.equal(webAddress('https://[::1]:8080/a'), 'https://[::1]:8080/a')
  t.equal(webAddress('https://e.org/a%20b?c=d%26e#f'), 'https://e.org/a%20b?c=d%26e#f')
})

test('address: every result is a URI, and a second call does not change it', async () => {
  const odd = fc.array(
    fc.constantFrom(
      '/',
      '?',
      '#',
      '[',
      ']',
      '|',
      '%',
      '%zz',
      '%20',
      'ä',
      '😀',
      '\ud800',
      '<',
      '"',
      ' ',
      '\\',
      '{',
      '^',
      'a',
      '.',
      ':',
      '@',
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(odd, parts => {
      const address = webAddress(`https://e.org/${parts.join('')}`)
      return address === undefined || (uri.test(address) && webAddress(address) === address)
    }),
    { numRuns: 500 },
  )
})
