import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

const page = `A Bridge for Bicycles

📅 3 March 2026 · 📁 Transport · 👁 12 views
💡 The river gets a second crossing.

The council has said yes.

Key Takeaways

• It opens in June
• It is free

Where It Stands

Between the mill and the market.
`

function folder(t: Test, files: Record<string, string>) {
  const root = t.testdir({ news: files })
  return { news: join(root, 'news'), env: { DATABASE_URL: join(root, 'offprint.db') } }
}

test('import --publish: publishes a page as an article', async t => {
  const { news, env } = folder(t, { 'bridge.txt': page })
  const { code, out, err } = await offprint(['import', news, '--publish', '--json'], env)
  t.equal(err, '')
  t.equal(code, 0)
  const [outcome, totals] = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  hasMembers(t, outcome, {
    name: 'bridge.txt',
    externalId: 'news:bridge.txt',
    result: 'created',
    published: true,
    article: { slug: 'a-bridge-for-bicycles', title: 'A Bridge for Bicycles', version: 1, edition: 1 },
    notes: [],
  })
  t.strictSame(totals, {
    totals: { created: 1, revised: 0, unchanged: 0, diverged: 0, conflict: 0, problem: 0, published: 1 },
    skipped: [],
  })
})

test('import: an unchanged file changes nothing, and a changed file revises its article', async t => {
  const { news, env } = folder(t, { 'bridge.txt': page })
  await offprint(['import', news, '--publish'], env)
  const again = await offprint(['import', news, '--publish'], env)
  t.equal(again.out, 'unchanged            bridge.txt → /v1/articles/a-bridge-for-bicycles\n1 unchanged, 0 problems\n')
  writeFileSync(join(news, 'bridge.txt'), page.replace('in June', 'in July'))
  const changed = await offprint(['import', news], env)
  t.equal(changed.out, 'revised              bridge.txt → /v1/articles/a-bridge-for-bicycles\n1 revised, 0 problems\n')
  const published = await offprint(['import', news, '--publish', '--json'], env)
  hasMembers(t, JSON.parse(published.out.split('\n')[0] ?? ''), {
    result: 'unchanged',
    published: true,
    article: { edition: 2 },
  })
})

test('import: a file with a problem does not stop the others, and the exit code is 1', async t => {
  const { news, env } = folder(t, { 'a.txt': page, 'b.txt': '', 'c.jpg': 'x' })
  const { code, out } = await offprint(['import', news, '--json'], env)
  t.equal(code, 1)
  const lines = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  hasMembers(t, lines[1], { name: 'b.txt', result: 'problem', problem: { code: 'empty' } })
  hasMembers(t, lines[2], { totals: { created: 1, problem: 1 }, skipped: ['c.jpg'] })
})

test('import --dry-run: reports the results and creates no store', async t => {
  const { news, env } = folder(t, { 'a.txt': page })
  const { code, out } = await offprint(['import', news, '--dry-run'], env)
  t.equal(code, 0)
  t.equal(out, 'created              a.txt → /v1/articles/a-bridge-for-bicycles\n1 created, 0 problems\n')
  t.throws(() => readFileSync(env.DATABASE_URL), { code: 'ENOENT' })
})

test('import: the same identity from another folder is a conflict and overwrites nothing', async t => {
  const root = t.testdir({ a: { news: { 'a.txt': page } }, b: { news: { 'a.txt': page.replace('Bridge', 'Tunnel') } } })
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  await offprint(['import', join(root, 'a/news')], env)
  const other = await offprint(['import', join(root, 'b/news'), '--json'], env)
  t.equal(other.code, 1)
  hasMembers(t, JSON.parse(other.out.split('\n')[0] ?? ''), {
    result: 'conflict',
    problem: { code: 'import-conflict' },
  })
  const rehearsed = await offprint(['import', join(root, 'b/news'), '--dry-run', '--json'], env)
  t.strictSame(rehearsed, other, 'a dry run reports the same')
  const named = await offprint(['import', join(root, 'b/news'), '--source', 'other'], env)
  t.equal(named.code, 0)
})

test('import: reports an unreadable path and invalid options with a message and an exit code', async t => {
  const root = t.testdir({})
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  const missing = await offprint(['import', join(root, 'nothing')], env)
  t.equal(missing.code, 3)
  t.equal(missing.err, `offprint: ${join(root, 'nothing')} cannot be read: no such file or folder.\n`)
  const wrong = await offprint(['import', root, '--date-order', 'ymd'], env)
  t.equal(wrong.code, 2)
  t.match(wrong.err, /Allowed choices are dmy, mdy/)
  const setting = await offprint(['import', root], { ...env, SITE_TIME_ZONE: 'Mars/Olympus' })
  t.equal(setting.code, 2)
  t.match(setting.err, /SITE_TIME_ZONE="Mars\/Olympus" is not valid: it must be a time zone/)
})

test('import --base: resolves relative links and images against the base', async t => {
  const { news, env } = folder(t, { 'a.md': '# A\n\n[One](/b/) [two](c.html) ![Three](./d.png)\n' })
  const { code, out } = await offprint(
    ['import', news, '--publish', '--json', '--base', 'https://example.org/blog'],
    env,
  )
  t.equal(code, 0)
  hasMembers(t, JSON.parse(out.split('\n')[0] ?? ''), { result: 'created', published: true })
  const line = (await offprint(['export', '-'], env)).out
  for (const url of ['https://example.org/b/', 'https://example.org/blog/c.html', 'https://example.org/blog/d.png']) {
    t.ok(line.includes(`"${url}"`), url)
  }
  t.equal((await offprint(['import', news, '--base', 'blog'], env)).code, 2)
})

const feed = `<rss version="2.0"><channel><title>News</title><link>https://www.example.org</link><item>
<title>A bridge</title><guid>tag:example.org,2026:1</guid><link>https://www.example.org/bridge</link>
<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;It is &lt;a href="/open"&gt;open&lt;/a&gt;.&lt;/p&gt;</description>
</item></channel></rss>`

test('import --url: a second import of a feed changes nothing, and a private address requires --allow-private', async t => {
  const { env } = folder(t, {})
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.end(feed)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`
  const refused = await offprint(['import', '--url', url], env)
  hasMembers(t, [refused.code, refused.out, asked], [1, /private network; use --allow-private to allow it/, 0])
  const results = []
  for (const _ of [1, 2]) {
    const { out } = await offprint(['import', '--url', url, '--allow-private', '--json'], env)
    const { result, externalId } = JSON.parse(out.split('\n')[0] ?? '')
    results.push([result, externalId])
  }
  const externalId = `${new URL(url).host}:tag:example.org,2026:1`
  t.strictSame(results, [
    ['created', externalId],
    ['unchanged', externalId],
  ])
})

test('import: without a source, or with an invalid URL, explains what it accepts', async t => {
  const { env } = folder(t, {})
  const cases: [string[], RegExp][] = [
    [[], /give files or folders, or a URL with --url/],
    [['--url', 'feed.xml'], /Give an absolute http or https URL/],
    [['--url', 'file:///etc/passwd'], /Give an absolute http or https URL/],
    [['--url', 'https://user:secret@www.example.org/feed'], /The URL contains a user name or password/],
  ]
  for (const [args, says] of cases) {
    const { code, err } = await offprint(['import', ...args], env)
    hasMembers(t, [code, err], [2, says])
  }
})

test('import --pages: imports the pages of a site too', async t => {
  const post = (type: string, title: string) => ({
    id: title,
    uuid: title,
    title,
    slug: title,
    html: '<p>Yes.</p>',
    type,
  })
  const data = { posts: [{ ...post('post', 'news') }, { ...post('page', 'about') }] }
  const { news, env } = folder(t, { 'ghost.json': JSON.stringify({ db: [{ meta: { version: '5.0.0' }, data }] }) })
  const slugs = async (...more: string[]) => {
    const { out } = await offprint(['import', news, '--json', ...more], env)
    const lines = out.trim().split('\n')
    return lines.flatMap(line => JSON.parse(line).article?.slug ?? [])
  }
  t.strictSame(await slugs(), ['news'])
  t.strictSame(await slugs('--pages'), ['news', 'about'])
})
