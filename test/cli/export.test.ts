import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { parse } from 'yaml'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

const rich = `---
title: "Ferries: {{ a }} question"
description: Two of them.
date: 2026-03-04
slug: ferries
tags: [Harbour, Ships]
categories: [Transport]
author: Ada North
aliases: [/old/ferries/]
image: https://example.org/f.png
custom_thing: { b: 1, a: [2, "x"] }
keyTakeaways: ["They are **quiet**", They are new]
---

Lead with a note[^1], a [link](https://example.org/a%20b) and \`code\`.

## Who pays

| a | b |
|---|:-:|
| 1 | *2* |

1. one
   - [x] done
2. two

> [!NOTE]
> Be careful.

\`\`\`js
a < b && c
\`\`\`

## Who pays

![A boat](https://example.org/b.jpg "Caption")

<details><summary>More</summary>Hidden words</details>

[^1]: The note.
`

function place(t: Test) {
  const root = t.testdir({
    news: { '2026-03-04-ferries.md': rich, 'draft.md': '---\ntitle: Not yet\ndraft: true\n---\n\nWords.\n' },
  })
  writeFileSync(
    join(root, 'news/page.txt'),
    'A Bridge\n\n📅 3 March 2026 · 📁 Transport · 👁 12 views\n\nThe council said yes.\n',
  )
  return { root, news: join(root, 'news'), env: (name: string) => ({ DATABASE_URL: join(root, `${name}.db`) }) }
}

test('export: exports the same bytes after an import into an empty store', async t => {
  const { root, news, env } = place(t)
  await offprint(['import', news, '--publish'], env('a'))
  writeFileSync(
    join(news, '2026-03-04-ferries.md'),
    rich.replace('The note.', 'Another note.').replace('## Who', '## Now who'),
  )
  await offprint(['import', news, '--publish'], env('a'))
  const file = join(root, 'all.ndjson')
  const exported = await offprint(['export', file], env('a'))
  t.strictSame(exported, { code: 0, out: '', err: '3 articles\n' })
  const lines = readFileSync(file, 'utf8')
  const made = await offprint(['import', file, '--publish'], env('b'))
  t.match(made.out, /3 created, 2 published, 0 problems\n$/)
  t.equal((await offprint(['export', '-'], env('b'))).out, lines)
  const again = await offprint(['import', file, '--publish'], env('b'))
  t.match(again.out, /3 unchanged, 0 problems\n$/)
  const [ferries] = lines
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
    .filter(line => line.slug === 'ferries')
  hasMembers(t, ferries, {
    edition: 2,
    metadata: { category: { name: 'Transport' }, publishedAt: '2026-03-04T00:00:00Z', publishedPrecision: 'day' },
    sections: [{ anchor: 'lead' }, { anchor: 'now-who-pays', formerAnchors: ['who-pays'] }, { anchor: 'who-pays-2' }],
    workingCopy: { externalId: 'news:2026-03-04-ferries.md', status: 'published', paths: ['/old/ferries/'] },
  })
})

test('export --format markdown: writes a folder of pages that static site builders and import can read', async t => {
  const { root, news, env } = place(t)
  await offprint(['import', news, '--publish'], env('a'))
  const out = join(root, 'site')
  t.equal((await offprint(['export', out, '--format', 'markdown'], env('a'))).err, '2 articles\n')
  t.strictSame(readdirSync(out).sort(), ['2026-03-03-a-bridge.md', '2026-03-04-ferries.md'])
  const [, head = ''] = readFileSync(join(out, '2026-03-04-ferries.md'), 'utf8').split('---\n')
  hasMembers(t, parse(head), {
    title: 'Ferries: {{ a }} question',
    date: '2026-03-04',
    pubDate: '2026-03-04',
    description: 'Two of them.',
    slug: 'ferries',
    categories: ['Transport'],
    tags: ['Harbour', 'Ships'],
    render_with_liquid: false,
  })
  t.match((await offprint(['import', out, '--publish'], env('b'))).out, /2 created, 2 published, 0 problems\n$/)
  const both = await Promise.all(['a', 'b'].map(name => offprint(['export', '-'], env(name))))
  const [before, after] = both.map(({ out: lines }) =>
    lines
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
      .find(line => line.slug === 'ferries'),
  )
  for (const name of ['title', 'summary', 'slug']) t.equal(after[name], before[name])
  t.strictSame(after.footnotes[0].blocks, before.footnotes[0].blocks)
  t.equal(after.metadata.publishedAt, before.metadata.publishedAt)
  t.equal(after.sections.length, before.sections.length)
})

test('export: writes text and HTML as folders of pages, and --since leaves out older articles', async t => {
  const { root, news, env } = place(t)
  await offprint(['import', news, '--publish'], env('a'))
  for (const [format, begins] of [
    ['text', /^Ferries: /],
    ['html', /^<!doctype html>/],
  ] as const) {
    await offprint(['export', join(root, format), '--format', format], env('a'))
    const suffix = format === 'text' ? 'txt' : 'html'
    t.match(readFileSync(join(root, format, `2026-03-04-ferries.${suffix}`), 'utf8'), begins)
  }
  t.equal((await offprint(['export', '-', '--since', '2999-01-01'], env('a'))).out, '')
  t.equal((await offprint(['export', '-', '--since', 'now'], env('a'))).code, 2)
})

test('export: reports a path that it cannot write, and leaves no partial file', async t => {
  const { root, news, env } = place(t)
  await offprint(['import', news, '--publish'], env('a'))
  mkdirSync(join(root, 'taken.ndjson'))
  const { code, err } = await offprint(['export', join(root, 'taken.ndjson')], env('a'))
  t.equal(code, 3)
  t.match(err, /taken\.ndjson cannot be written: EISDIR/)
  t.notOk(readdirSync(root).includes('taken.ndjson.partial'))
})

test('source: prints the source of an imported article byte for byte', async t => {
  const { news, env } = place(t)
  await offprint(['import', news, '--publish'], env('a'))
  t.equal((await offprint(['source', 'ferries'], env('a'))).out, rich)
  t.equal((await offprint(['source', 'news:draft.md'], env('a'))).out, readFileSync(join(news, 'draft.md'), 'utf8'))
  t.equal((await offprint(['source', 'draft'], env('a'))).out, readFileSync(join(news, 'draft.md'), 'utf8'))
  const missing = await offprint(['source', 'none'], env('a'))
  t.equal(missing.code, 3)
  t.equal(missing.err, 'offprint: No article has or had the slug, id or external id "none".\n')
})
