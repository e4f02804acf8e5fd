import { readdirSync } from 'node:fs'
import { test } from 'tap'
import { spool } from '../../src/importer/source/spool.ts'

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

test('spool: reads a large source from any position, and leaves no named file', async t => {
  const folder = t.testdir({})
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  })
  const source = await spool(chunks('abc', 'defgh', 'i'), 4)
  t.strictSame(readdirSync(folder), [])
  t.equal(source.size, 9)
  t.strictSame(
    [
      (await source.read(2, 5)).toString(),
      (await source.read(7, 99)).toString(),
      (await source.read(20, 30)).toString(),
    ],
    ['cde', 'hi', ''],
  )
  await source.close()
})

test('spool: rejects with the error of the source', async t => {
  async function* broken() {
    yield Buffer.from('abcdefgh')
    throw new Error('cut')
  }
  await t.rejects(spool(broken(), 4), { message: 'cut' })
})
