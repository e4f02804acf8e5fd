import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import tap, { type Test, test } from 'tap'
import { serve } from './server.ts'

tap.setTimeout(600_000)

const page = (title: string, words: string) => `---\ntitle: ${title}\n---\n\n${words}\n`

/** Milliseconds until an address answers as wanted; waits up to 60 seconds, so that a slow machine fails no test. */
async function becomes(url: string, wanted: (status: number, text: string) => boolean): Promise<number> {
  const start = performance.now()
  for (;;) {
    const answer = await fetch(url)
    const text = await answer.text()
    const elapsed = performance.now() - start
    if (wanted(answer.status, text)) return elapsed
    if (elapsed > 60_000) throw new Error(`${url} still answers ${answer.status}: ${text.slice(0, 300)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function line(lines: readonly string[], wanted: RegExp): Promise<void> {
  const start = performance.now()
  while (!lines.some(one => wanted.test(one))) {
    if (performance.now() - start > 60_000) throw new Error(`no line says ${wanted}:\n${lines.join('\n')}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function watched(t: Test, ...options: string[]) {
  const root = t.testdir({ news: { 'bridge.md': page('A Bridge', 'The first words.') } })
  const news = join(root, 'news')
  const server = await serve(t, [news, ...options], { DATABASE_URL: join(root, 'offprint.db') })
  const article = (slug: string) => `${server.address}/v1/articles/${slug}`
  return { news, server, article }
}

test('serve --watch: a file that is added, changed, renamed or removed is published', async t => {
  const { news, server, article } = await watched(t, '--watch')
  const took = [await becomes(article('bridge'), status => status === 200)]

  writeFileSync(join(news, 'ferry.md'), page('A Ferry', 'It is quiet.'))
  took.push(await becomes(article('ferry'), status => status === 200))
  mkdirSync(join(news, 'deep/er'), { recursive: true })
  writeFileSync(join(news, 'deep/er/tunnel.md'), page('A Tunnel', 'It is dark.'))
  took.push(await becomes(article('tunnel'), status => status === 200))

  writeFileSync(join(news, 'bridge.md'), page('A Bridge', 'The second words.'))
  took.push(await becomes(article('bridge'), (_, text) => text.includes('second words')))

  const { id } = (await (await fetch(article('ferry'))).json()) as { id: string }
  renameSync(join(news, 'ferry.md'), join(news, 'boat.md'))
  took.push(await becomes(article('boat'), (status, text) => status === 200 && text.includes(id)))
  const old = await fetch(article('ferry'), { redirect: 'manual' })
  t.strictSame([old.status, old.headers.get('location')], [308, article('boat')])

  rmSync(join(news, 'bridge.md'))
  took.push(await becomes(article('bridge'), status => status === 410))
  writeFileSync(join(news, 'bridge.md'), page('A Bridge', 'The second words.'))
  took.push(await becomes(article('bridge'), status => status === 200))
  t.comment(`took ${took.map(Math.round).join(', ')} ms`)
  t.equal(await server.stop(), 0)
})

test('serve --watch: keeps the last good edition of a broken file, and reports the problem', async t => {
  const { news, server, article } = await watched(t, '--watch')
  writeFileSync(join(news, 'bridge.md'), Buffer.from([0, 1, 2, 3, 0, 0]))
  await line(server.lines, /problem .*bridge\.md/)
  await line(server.lines, /The last good edition, if there is one, stays/)
  const answer = await fetch(article('bridge'))
  t.equal(answer.status, 200)
  t.match(await answer.text(), 'The first words.')
  writeFileSync(join(news, 'bridge.md'), page('A Bridge', 'Mended words.'))
  await becomes(article('bridge'), (_, text) => text.includes('Mended words'))
})

test('serve: reports files that were removed, and unpublishes their articles only with --prune', async t => {
  const { news, server, article } = await watched(t)
  const env = { DATABASE_URL: join(news, '../offprint.db') }
  await server.stop()
  rmSync(join(news, 'bridge.md'))
  const second = await serve(t, [news], env)
  t.match(second.lines[0], /^file missing +news:bridge\.md: --prune/)
  t.equal((await fetch(article('bridge').replace(server.address, second.address))).status, 200)
  await second.stop()
  const third = await serve(t, [news, '--prune'], env)
  t.match(third.lines[0], /^unpublished +news:bridge\.md/)
  t.equal((await fetch(article('bridge').replace(server.address, third.address))).status, 410)
  await third.stop()
})

test('serve --watch: unpublishes a file replaced by a link out of the folder, and imports no such link', async t => {
  const { news, server, article } = await watched(t, '--watch')
  await becomes(article('bridge'), status => status === 200)
  const outside = join(news, '..', 'outside.md')
  writeFileSync(outside, page('Outside', 'A secret.'))
  symlinkSync(outside, join(news, 'outside.md'))
  rmSync(join(news, 'bridge.md'))
  symlinkSync(outside, join(news, 'bridge.md'))
  await becomes(article('bridge'), status => status === 410)
  t.equal((await fetch(article('outside'))).status, 404)
  t.equal(await server.stop(), 0)
})
