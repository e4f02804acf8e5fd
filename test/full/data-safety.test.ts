import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { program } from '../program.ts'
import { type Server, serve } from './server.ts'

t.setTimeout(300_000)

const secret = 'admin-key-of-this-test-0123456789'

async function started(t: Test, env: Record<string, string> = {}) {
  const folder = t.testdir()
  // The commands must have the public URL of the server, which contains the port.
  const { port } = await reservePort({ host: '127.0.0.1', port: 0 })
  const settings = {
    PORT: String(port),
    DATABASE_URL: join(folder, 'offprint.db'),
    OFFPRINT_ADMIN_KEY: secret,
    KEY_RATE_LIMIT: 'none',
  }
  const start = (more = env) => serve(t, [], { ...settings, ...more })
  return { folder, settings, start, server: await start() }
}

async function ask({ address }: Server, method: string, path: string, said?: unknown, headers = {}) {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(said !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(said !== undefined && { body: JSON.stringify(said) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}

async function publish(server: Server, title: string): Promise<{ id: string; slug: string }> {
  const { body, headers } = await ask(server, 'POST', '/v1/editorial/articles', { title, text: `${title}.` })
  const { id } = body
  const { status } = await ask(server, 'POST', `/v1/editorial/articles/${id}/publish`, undefined, {
    'if-match': headers.get('etag') ?? '',
  })
  if (status !== 200) throw new Error(`publish answered ${status}`)
  return { id, slug: body.slug }
}

t.test('backups during writes are complete and consistent, and the server never refuses a write', async t => {
  const { folder, settings, server } = await started(t)
  const acknowledged: string[] = []
  const writing = { active: true }
  const writer = (async () => {
    while (writing.active) acknowledged.push((await publish(server, `Article ${acknowledged.length}`)).id)
  })()
  for (let round = 0; round < 2; round += 1) {
    const before = acknowledged.length
    const out = join(folder, `backup-${round}.db`)
    hasMembers(t, await offprint(['backup', out], settings), { code: 0, err: '' })
    const restored = { ...settings, DATABASE_URL: join(folder, `restored-${round}.db`) }
    hasMembers(t, await offprint(['restore', out], restored), { code: 0, err: '' })
    const checked = JSON.parse((await offprint(['check', '--json'], restored)).out)
    hasMembers(t, checked, { status: 'ok', problems: [] })
    t.ok(checked.prints >= before, 'the backup contains every write that was acknowledged before it began')
  }
  writing.active = false
  await writer
  hasMembers(t, JSON.parse((await offprint(['check', '--json'], settings)).out), {
    status: 'ok',
    prints: acknowledged.length,
  })
  t.equal(await server.stop(), 0)
})

t.test('cp of a live database lacks the data in the log, and restore refuses the file', async t => {
  const { folder, settings, server } = await started(t)
  const { slug } = await publish(server, 'Ferries')
  const copy = join(folder, 'copied.db')
  copyFileSync(settings.DATABASE_URL, copy)
  const other = await serve(t, [], { ...settings, DATABASE_URL: copy, PORT: '0' })
  t.equal((await ask(other, 'GET', `/v1/articles/${slug}`)).status, 404)
  t.equal(await other.stop(), 0)
  hasMembers(t, await offprint(['restore', settings.DATABASE_URL], { DATABASE_URL: join(folder, 'r.db') }), {
    code: 3,
    err: /^offprint: The file is not a backup: a part of the database is still in its write-ahead log\.\n/,
  })
  t.equal((await ask(server, 'GET', `/v1/articles/${slug}`)).status, 200)
  t.equal(await server.stop(), 0)
})

t.test(
  'a damaged database page: only its article returns 500, check names it, and --repair prints it again',
  async t => {
    const { settings, server, start } = await started(t)
    const [ferries, quays] = [await publish(server, 'Ferries'), await publish(server, 'Quays')]
    t.equal(await server.stop(), 0)
    const bytes = readFileSync(settings.DATABASE_URL)
    // The body of the print, in its table: the only place with this member.
    const at = bytes.indexOf(`"id":"${ferries.id}","slug":"ferries","url"`, bytes.indexOf('"tableOfContents"') - 4096)
    writeFileSync(settings.DATABASE_URL, bytes.fill(0, at + 60, at + 90))

    const damaged = await start()
    hasMembers(t, await ask(damaged, 'GET', '/v1/articles/ferries'), { status: 500, body: { code: 'print-damaged' } })
    t.equal((await ask(damaged, 'GET', '/v1/articles/quays')).status, 200)
    const found = await offprint(['check', '--json'], settings)
    t.equal(found.code, 1)
    hasMembers(t, JSON.parse(found.out), {
      unrepaired: 1,
      problems: [{ part: 'prints', articleId: ferries.id, repaired: false }],
    })
    hasMembers(t, await offprint(['check', '--repair'], settings), { code: 0 })
    hasMembers(t, await ask(damaged, 'GET', '/v1/articles/ferries'), {
      status: 200,
      body: { title: 'Ferries', revision: 3 },
    })
    hasMembers(t, await ask(damaged, 'GET', '/v1/articles/quays'), { body: { id: quays.id, revision: 2 } })
    t.equal(await damaged.stop(), 0)
  },
)

t.test('no command opens or changes a file with a damaged header', async t => {
  const { folder, settings, server } = await started(t)
  await publish(server, 'Ferries')
  t.equal(await server.stop(), 0)
  const bytes = readFileSync(settings.DATABASE_URL).fill(0x5a, 100, 4096)
  writeFileSync(settings.DATABASE_URL, bytes)
  for (const args of [['serve'], ['check'], ['check', '--repair'], ['backup', join(folder, 'b.db')], ['migrate']]) {
    hasMembers(t, await offprint(args, settings), { code: 3, err: /^offprint: The database cannot be used: / })
  }
  t.strictSame(readFileSync(settings.DATABASE_URL), bytes)
})

/** Why no other user can run the program here, if so. */
const noOtherUser =
  process.getuid?.() !== 0
    ? 'only root may run a program as another user'
    : spawnSync(process.execPath, [program, '--version'], { uid: 65_534, gid: 65_534 }).status !== 0
      ? 'other users cannot read this folder'
      : false
t.test(
  'a read-only file: serve and migrate refuse it, check reads it, and no command changes it',
  { skip: noOtherUser },
  async t => {
    const { folder, settings, server } = await started(t)
    await publish(server, 'Ferries')
    t.equal(await server.stop(), 0)
    const bytes = readFileSync(settings.DATABASE_URL)
    chmodSync(settings.DATABASE_URL, 0o444)
    chmodSync(folder, 0o777)
    const run = (command: string) =>
      spawnSync(process.execPath, [program, command], { env: settings, uid: 65_534, gid: 65_534, encoding: 'utf8' })
    for (const command of ['serve', 'migrate']) {
      const { status, stderr } = run(command)
      t.equal(status, 3, command)
      t.match(stderr, /^offprint: The database cannot be opened: the file is read-only\.\n/, command)
    }
    t.equal(run('check').status, 0, 'check reads the file')
    t.strictSame(readFileSync(settings.DATABASE_URL), bytes)
  },
)

t.test(
  'after the clock is set back a day, revisions grow, dates do not decrease, and no article is hidden',
  async t => {
    const { settings, server, start, folder } = await started(t)
    await publish(server, 'Ferries')
    const first = await ask(server, 'GET', '/v1/articles/ferries')
    const { token } = (await ask(server, 'GET', '/v1/sync')).body
    t.equal(await server.stop(), 0)

    const preload = join(folder, 'clock.mjs')
    writeFileSync(
      preload,
      `const back = 86_400_000
     const Real = Date
     globalThis.Date = class extends Real {
       constructor(...args) { super(...(args.length === 0 ? [Real.now() - back] : args)) }
       static now() { return Real.now() - back }
     }`,
    )
    const slow = await start({ NODE_OPTIONS: `--import=${preload}` })
    const read = await ask(slow, 'GET', '/v1/editorial/articles?limit=1')
    const [{ id, etag }] = read.body.items
    const edited = await ask(
      slow,
      'PATCH',
      `/v1/editorial/articles/${id}`,
      { title: 'Later' },
      {
        'if-match': etag,
        'content-type': 'application/merge-patch+json',
      },
    )
    t.equal(edited.status, 200)
    const again = await ask(slow, 'POST', `/v1/editorial/articles/${id}/publish`, undefined, {
      'if-match': edited.headers.get('etag') ?? '',
    })
    t.equal(again.status, 200)
    await publish(slow, 'Quays')

    const second = await ask(slow, 'GET', '/v1/articles/ferries')
    hasMembers(t, [first.body.revision, second.body.revision, second.body.title], [1, 2, 'Later'])
    const modified = (answer: typeof first) => Date.parse(answer.headers.get('last-modified') ?? '')
    t.ok(modified(second) >= modified(first), 'Last-Modified does not decrease')
    const known = { 'if-modified-since': first.headers.get('last-modified') ?? '' }
    const conditional = await ask(slow, 'GET', '/v1/articles/ferries', undefined, known)
    t.strictSame([conditional.status, conditional.body.title], [200, 'Later'], 'no 304 for the date of the first print')
    t.ok(second.body.metadata.updatedAt >= first.body.metadata.updatedAt)
    const sync = await ask(slow, 'GET', `/v1/sync?token=${token}`)
    t.strictSame(sync.body.articles.map(({ slug }: { slug: string }) => slug).sort(), ['ferries', 'quays'])
    const list = await ask(slow, 'GET', '/v1/articles')
    t.equal(list.body.items.length, 2, 'no article is hidden because of a future date')
    t.equal(await slow.stop(), 0)
    hasMembers(t, await offprint(['check'], settings), { code: 0, err: '' })
  },
)
