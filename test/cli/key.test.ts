import { join } from 'node:path'
import { type Test, test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { offprint } from './offprint.ts'

function place(t: Test) {
  return { DATABASE_URL: join(t.testdir(), 'offprint.db') }
}

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/

test('key create: prints only the secret, and key list never shows it', async t => {
  const env = place(t)
  const made = await offprint(
    [
      'key',
      'create',
      '--name',
      'Desk',
      '--scope',
      'articles:read,articles:write',
      '--scope',
      'keys:manage',
      '--expires',
      '90d',
      '--rate',
      '600/60',
    ],
    env,
  )
  hasMembers(t, made, {
    code: 0,
    out: /^offp_[0-9A-Za-z]{49}\n$/,
    err: /"Desk" may articles:read, articles:write, keys:manage/,
  })
  const listed = await offprint(['key', 'list'], env)
  t.match(listed.out, /offp_\w{4}… {2}until \d{4}-.* never used {2}articles:read,articles:write,keys:manage {2}Desk/)
  t.notOk(listed.out.includes(made.out.trim()))
})

test('key rotate and key revoke: take the id of a key', async t => {
  const env = place(t)
  const made = await offprint(['key', 'create', '--name', 'Desk', '--scope', 'content:read'], env)
  const [id = ''] = uuid.exec(made.err) ?? []
  const rotated = await offprint(['key', 'rotate', id, '--overlap', '24'], env)
  hasMembers(t, rotated, { code: 0, out: /^offp_\w{49}\n$/, err: new RegExp(`replaces ${id}`) })
  const [next = ''] = uuid.exec(rotated.err) ?? []
  hasMembers(t, await offprint(['key', 'revoke', next], env), { code: 0, out: `key ${next} "Desk" is revoked\n` })
  const { out } = await offprint(['key', 'list'], env)
  t.match(out, new RegExp(`${next} .* revoked `))
  t.match(out, new RegExp(`${id} .* until `))
})

test('key: refuses invalid arguments with a message', async t => {
  const env = place(t)
  const wrong: [args: string[], code: number, says: RegExp][] = [
    [['create', '--name', 'x', '--scope', 'articles:reed'], 2, /"articles:reed" is not a scope\. Scopes: content:read/],
    [['create', '--name', 'x'], 2, /--scope/],
    [['create', '--name', 'x', '--scope', 'content:read', '--expires', '2020-01-01'], 2, /past/],
    [['create', '--name', 'x', '--scope', 'content:read', '--rate', '0/60'], 2, /600\/60/],
    [['revoke', 'nobody'], 3, /No key has that id/],
    [['rotate', 'nobody', '--overlap', '-1'], 2, /whole hours/],
  ]
  for (const [args, code, says] of wrong) {
    hasMembers(t, await offprint(['key', ...args], env), { code, out: '', err: says }, args.join(' '))
  }
})

test('key create --site sets the site of a key, and key edit --no-site removes it', async t => {
  const env = place(t)
  const site = 'https://partner.example/news/'
  const made = await offprint(['key', 'create', '--name', 'P', '--scope', 'imports:write', '--site', site], env)
  const [id = ''] = uuid.exec(made.err) ?? []
  t.match((await offprint(['key', 'list'], env)).out, new RegExp(`P {2}${site}\n`))
  const removed = await offprint(['key', 'edit', id, '--no-site'], env)
  t.strictSame(removed.out, `key ${id} "P" has no site\n`)
})
