import t from 'tap'
import { isNotModified, isSatisfied } from '../../src/http/message/condition.ts'

const current = { etag: 'W/"a.1"', lastModified: 100, now: 200 }
const date = (seconds: number) => new Date(seconds * 1000).toUTCString()

t.test('If-None-Match uses weak comparison and accepts a list', async t => {
  const cases: Record<string, boolean> = {
    'W/"a.1"': true,
    '"a.1"': true,
    ' * ': true,
    '"x", W/"a.1"': true,
    '"x","a.1","y"': true,
    '"x"': false,
    'W/"a.12"': false,
    '"xa.1"': false,
    'a.1': false,
    '"a.1': false,
    '""': false,
    '': false,
    '"*"': false,
    '*, "x"': false,
    [`${'"x", '.repeat(5000)}"a.1"`]: true,
  }
  for (const [tags, expected] of Object.entries(cases)) {
    t.equal(isNotModified({ 'if-none-match': tags }, current), expected, tags.slice(0, 30))
  }
})

t.test('If-Modified-Since works only without If-None-Match and from the second after the change', async t => {
  t.equal(isNotModified({ 'if-modified-since': date(100) }, current), true)
  t.equal(isNotModified({ 'if-modified-since': date(150) }, current), false, 'later than the last change')
  t.equal(isNotModified({ 'if-modified-since': date(99) }, current), false)
  t.equal(isNotModified({ 'if-modified-since': date(100) }, { ...current, now: 100 }), false)
  t.equal(isNotModified({ 'if-modified-since': date(100), 'if-none-match': '"x"' }, current), false)
  t.equal(isNotModified({ 'if-modified-since': date(100) }, { ...current, lastModified: undefined }), false)
  for (const text of ['', '1970-01-01', 'Thu, 99 Jan 1970 00:00:00 GMT', 'Thu, 01 Jan 2070 00:00:00 CET']) {
    t.equal(isNotModified({ 'if-modified-since': text }, current), false, text)
  }
  t.equal(isNotModified({}, current), false)
})

t.test(
  'If-Match succeeds only with *, since entity tags are weak, and If-Unmodified-Since works only without If-Match',
  async t => {
    const at = { lastModified: 100 }
    const cases: [Parameters<typeof isSatisfied>[0], boolean][] = [
      [{}, true],
      [{ 'if-match': ' * ' }, true],
      [{ 'if-match': 'W/"a.1"' }, false],
      [{ 'if-match': '"a.1"' }, false],
      [{ 'if-match': '' }, false],
      [{ 'if-match': '*', 'if-unmodified-since': date(99) }, true],
      [{ 'if-match': '"x"', 'if-unmodified-since': date(100) }, false],
      [{ 'if-unmodified-since': date(100) }, true],
      [{ 'if-unmodified-since': date(99) }, false],
      [{ 'if-unmodified-since': 'yesterday' }, true],
    ]
    for (const [headers, expected] of cases) t.equal(isSatisfied(headers, at), expected, JSON.stringify(headers))
    t.equal(isSatisfied({ 'if-unmodified-since': date(99) }, {}), true)
  },
)
