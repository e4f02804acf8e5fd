import { renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { offprint } from './offprint.ts'

const page = (title: string) => `---\ntitle: ${title}\n---\n\nWords.\n`

type Line = { name?: string; result?: string; externalId?: string; skipped?: string[] }

function lines(out: string): Line[] {
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

test('import: ignores links out of a folder and reads links to files within it', async t => {
  const root = t.testdir({
    'secret.txt': 'SECRET',
    outside: { 'far.md': page('Far'), 'deep.md': page('Deep') },
    news: {
      'near.md': page('Near'),
      '.env': 'TOKEN=1',
      inner: { 'own.md': page('Own') },
      node_modules: { 'readme.md': page('Package') },
    },
  })
  const news = join(root, 'news')
  symlinkSync(join(root, 'secret.txt'), join(news, 'notes.txt'))
  symlinkSync('../secret.txt', join(news, 'relative.txt'))
  symlinkSync('notes.txt', join(news, 'twice.txt'))
  symlinkSync(join(root, 'outside'), join(news, 'folder'))
  symlinkSync('folder/far.md', join(news, 'through.md'))
  symlinkSync('..', join(news, 'up'))
  symlinkSync('.env', join(news, 'hidden.txt'))
  symlinkSync('node_modules/readme.md', join(news, 'package.md'))
  symlinkSync('nowhere.md', join(news, 'broken.md'))
  symlinkSync(join(news, 'near.md'), join(news, 'same.md'))
  symlinkSync(news, join(root, 'alias'))
  for (const path of [news, join(root, 'alias')]) {
    const { out } = await offprint(['import', path, '--dry-run', '--json'], {})
    const found = lines(out)
    t.strictSame(
      found.flatMap(({ name }) => name ?? []),
      ['inner/own.md', 'near.md', 'same.md'],
    )
    t.strictSame(found.at(-1)?.skipped, [])
  }
})

test('import --prune: unpublishes a file that became a link out of the folder', async t => {
  const root = t.testdir({ news: { 'a.md': page('A'), 'b.md': page('B') }, outside: {} })
  const news = join(root, 'news')
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  await offprint(['import', news, '--publish', '--undated', 'publish'], env)
  renameSync(join(news, 'a.md'), join(root, 'outside', 'a.md'))
  symlinkSync(join(root, 'outside', 'a.md'), join(news, 'a.md'))
  const { out } = await offprint(['import', news, '--prune', '--json'], env)
  t.strictSame(
    lines(out).flatMap(({ externalId, result }) => (externalId === undefined ? [] : [[externalId, result]])),
    [
      ['news:b.md', 'unchanged'],
      ['news:a.md', 'taken-back'],
    ],
  )
})
