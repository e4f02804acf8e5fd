import { resolve } from 'node:path'
import t from 'tap'
import { locate } from '../../src/store/location.ts'

t.test('DATABASE_URL can be a relative file URL, an absolute file URL or a path', t => {
  const cases = {
    'file:./data/x.db': resolve('data/x.db'),
    'file:x.db': resolve('x.db'),
    'file:///var/lib/x.db': '/var/lib/x.db',
    'file:///var/my%20data/x.db': '/var/my data/x.db',
    'file:/var/lib/x.db': '/var/lib/x.db',
    './data/x.db': resolve('data/x.db'),
    '/var/lib/x.db': '/var/lib/x.db',
    'x.db': resolve('x.db'),
  }
  for (const [url, path] of Object.entries(cases)) t.equal(locate(url), path, url)
  t.end()
})

t.test('DATABASE_URL refuses other values with a hint and without the password', t => {
  const urls = ['', 'file:', ':memory:', 'file::memory:', './data/', 'file:./x.db?mode=ro', 'file:///x.db?mode=ro']
  const others = ['file://host/x.db', 'mysql://u@h/d', 'sqlite:x.db', 'https://example.org/x.db', 'x\0.db']
  for (const url of [...urls, ...others]) {
    t.throws(() => locate(url), { code: 'config-invalid', message: /^DATABASE_URL is / }, JSON.stringify(url))
  }
  t.throws(() => locate('mysql://user:secret@host/db'), {
    code: 'config-invalid',
    message: 'DATABASE_URL is "mysql://…@host/db", which is not a database.',
    hint: 'Use file:./data/offprint.db, file:///var/lib/offprint.db, the path of an SQLite file, or postgres://….',
  })
  t.end()
})
