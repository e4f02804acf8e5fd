import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { findSources } from '../../src/cli/source/source-file.ts'
import { importers } from '../../src/importer/importers.ts'
import { offprint } from './offprint.ts'

const mit = 'MIT License\n\nCopyright (c) 2026\n\nPermission is hereby granted, free of charge, to any person\n'
const wordpress =
  '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>W</title><guid>1</guid><wp:post_type>post</wp:post_type></item></channel></rss>'

test('findSources finds the files of a folder that contain articles by their content, under any name', async t => {
  const folder = t.testdir({
    'a.md': 'Words.',
    'b.html': '<p>Words.</p>',
    'c.txt': 'Words.',
    'empty.md': '',
    'export.xml': wordpress,
    'export.wxr': wordpress,
    backup: wordpress,
    'feed.json': '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    'lines.jsonl': '{"title": "T", "sections": []}\n',
    post: '---\ntitle: Post\n---\nWords.',
    remark: ';;;\n"title": "Remark"\n;;;\nWords.',
    'on-licenses.md': '# The MIT License, explained\n\nIt is short.',
    LICENSE: mit,
    'LICENSE.md': `# ${mit}`,
    'COPYING.txt': 'GNU GENERAL PUBLIC LICENSE\nVersion 3\n\nTERMS AND CONDITIONS\n',
    'package.json': '{\n  "name": "site",\n  "title": "Site"\n}\n',
    'tsconfig.json': '{}',
    'sitemap.xml': '<?xml version="1.0"?><urlset></urlset>',
    'robots.txt': 'User-agent: *',
    Makefile: 'all:\n\techo 1\n',
    CNAME: 'example.org\n',
    'script.js': '{ "title": "x" }',
    'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]).toString('latin1'),
    '.hidden.md': 'Words.',
    _layouts: { 'default.html': '<html>{{ content }}</html>' },
    node_modules: { 'readme.md': 'Words.' },
  })
  const { files, skipped } = await findSources(folder, importers, () => false)
  const articles = ['a.md', 'b.html', 'backup', 'c.txt', 'empty.md', 'export.wxr', 'export.xml', 'feed.json']
  t.strictSame(
    files.map(file => file.name),
    [...articles, 'lines.jsonl', 'on-licenses.md', 'post', 'remark'],
  )
  t.strictSame(skipped, [
    ...['CNAME', 'COPYING.txt', 'LICENSE', 'LICENSE.md', 'Makefile', 'package.json', 'picture.png', 'robots.txt'],
    ...['script.js', 'sitemap.xml', 'tsconfig.json'],
  ])
})

test('import reports missing files, and unpublishes their articles with --prune', async t => {
  const root = t.testdir({ news: { 'a.md': '# A\n\nWords.', 'b.md': '# B\n\nWords.' } })
  const news = join(root, 'news')
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  await offprint(['import', news, '--publish', '--undated', 'publish'], env)
  rmSync(join(news, 'b.md'))
  const told = await offprint(['import', news], env)
  t.match(told.out, 'file missing         news:b.md: --prune unpublishes it\n')
  t.match(
    (await offprint(['import', join(news, 'a.md')], env)).out,
    /^unchanged {12}a\.md [^\n]+\n1 unchanged, 0 problems\n$/,
  )
  const pruned = await offprint(['import', news, '--prune', '--json'], env)
  t.match(pruned.out, '{"externalId":"news:b.md","result":"taken-back"}\n')
  t.equal((await offprint(['import', news, '--prune'], env)).out.split('\n').length, 3)
  const list = (await offprint(['export', '-'], env)).out.trim().split('\n')
  t.strictSame(
    list.map(line => JSON.parse(line).workingCopy.status),
    ['published', 'draft'],
  )
  t.equal((await offprint(['import', news, '--prune', '--report', join(root, 'r.json')], env)).code, 2)
  t.throws(() => readFileSync(join(root, 'r.json')))
})
