import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

const page = `---
title: A Bridge
---

The *council* has said [yes](https://example.org/).

## Where

- Between the mill
- and the market

\`\`\`js
open()
\`\`\`
`

const all = (number: number) => ({ found: number, kept: number })

test('import --report: reports what each article keeps of its source, and creates no store', async t => {
  const root = t.testdir({ news: { 'a.md': page, 'b.md': '', 'c.html': '<p>Four words are here.</p>' } })
  const report = join(root, 'report.json')
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  const { code } = await offprint(['import', join(root, 'news'), '--report', report], env)
  t.equal(code, 1)
  const none = { headings: all(0), lists: all(0), images: all(0), links: all(0), tables: all(0), code: all(0) }
  const parts = { ...none, headings: all(1), lists: all(1), links: all(1), code: all(1) }
  const { totals, items } = JSON.parse(readFileSync(report, 'utf8'))
  t.strictSame(totals, { items: 3, measured: 2, problems: 1, words: all(17), ...parts })
  hasMembers(t, items, [
    { name: 'a.md', externalId: 'news:a.md', importer: 'markdown', title: 'A Bridge' },
    { name: 'b.md', externalId: 'news:b.md', problem: { code: 'empty' } },
    { name: 'c.html', importer: 'html', fidelity: { words: all(4), ...none, lost: [] } },
  ])
  t.strictSame(items[0].fidelity, { words: all(13), ...parts, lost: [] })
  t.throws(() => readFileSync(join(root, 'offprint.db')), { code: 'ENOENT' })
})

test('import --report: refuses --publish, and names a report file that it cannot write', async t => {
  const root = t.testdir({ 'a.md': page })
  const file = join(root, 'a.md')
  t.equal((await offprint(['import', file, '--report', join(root, 'r.json'), '--publish'])).code, 2)
  const { code, err } = await offprint(['import', file, '--report', join(root, 'none/r.json')])
  t.equal(code, 3)
  t.match(err, /none\/r\.json cannot be written: ENOENT/)
})

test('import --report: lists the articles that it cannot measure', async t => {
  const folder = t.testdir({
    'one.ndjson': `${JSON.stringify({ title: 'Ferries', sections: [{ level: 1, blocks: [{ type: 'paragraph', content: [{ text: 'One.' }] }] }] })}\n`,
  })
  const file = join(folder, 'report.json')
  await offprint(['import', join(folder, 'one.ndjson'), '--report', file], { DATABASE_URL: join(folder, 'a.db') })
  const { items } = JSON.parse(readFileSync(file, 'utf8'))
  t.strictSame(
    items.map((item: { fidelity?: object; unmeasured?: string }) => [item.fidelity, item.unmeasured]),
    [[undefined, 'No second renderer can read this source, so its fidelity is unknown.']],
  )
})
