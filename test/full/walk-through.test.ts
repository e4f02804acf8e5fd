import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'

const page = readFileSync(new URL('../../docs/editing.md', import.meta.url), 'utf8')
const [editing = ''] = page.split('\n## A day in the newsroom\n')
const typed = [...editing.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block)

type Ran = { code: number | string; out: string; err: string }

function run(script: string, env: Record<string, string>): Promise<Ran> {
  return new Promise(resolve => {
    execFile('bash', ['-euo', 'pipefail', '-c', script], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}

const { code: lacking } = await run('curl --version', {})
const skip = lacking === 0 ? false : 'needs bash and curl'

test('docs/editing.md: the commands of the editor’s walk-through work as written', { skip }, async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db') }
  const server = await serve(t, [], env)
  t.equal(typed.length, 8)
  const script = typed
    .join('')
    .replaceAll('http://127.0.0.1:3000', server.address)
    .replaceAll('npm run -s offprint --', 'node bin/offprint.js')
    .replaceAll('curl ', 'curl --silent --fail-with-body --write-out "\\n" ')
  const { code, out, err } = await run(script, env)
  t.equal(code, 0, err)
  t.match(out, /<title>The Night Bus Returns<\/title>/, 'the preview')
  const answers = out.split('\n').filter(line => line.startsWith('{'))
  const said = answers.map(line => JSON.parse(line))
  hasMembers(t, said.at(2), { items: [{ anchor: 'lead' }, { anchor: 'who-foots-the-bill' }] }, 'published')
  hasMembers(
    t,
    said.at(3),
    { items: [{ status: 201 }, { status: 200, article: { status: 'published' } }] },
    'the batch',
  )
  hasMembers(t, said.at(4), { version: 4, slug: 'night-bus', ahead: true }, 'another slug')
  hasMembers(t, said.at(5), { version: 5, edition: 2 }, 'the correction')
  hasMembers(t, said.at(6), { corrections: [{ note: 'An earlier version left out Sundays.' }] }, 'by the old slug')
  hasMembers(t, said.at(7), { schedule: { expireAt: '2035-01-01T00:00:00Z' } }, 'the schedule')
  hasMembers(t, said.at(8), { version: 7, status: 'withdrawn' })
  t.equal(said.length, 9)
  const statuses = ['night-bus', 'the-night-bus-returns', 'a-bus-for-the-harbour'].map(async slug => {
    const answer = await fetch(`${server.address}/v1/articles/${slug}`)
    await answer.arrayBuffer()
    return answer.status
  })
  t.strictSame(await Promise.all(statuses), [410, 410, 200])
  t.equal(await server.stop(), 0)
})
