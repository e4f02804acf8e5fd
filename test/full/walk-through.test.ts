import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { serve } from './server.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, typed = ''] = /\n## Editing\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? []

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

test('README: the editor’s walk-through works as typed', { skip }, async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db') }
  const server = await serve(t, [], env)
  const script = typed
    .replaceAll('http://127.0.0.1:3000', server.address)
    .replaceAll('npm run -s offprint --', 'node bin/offprint.js')
    .replaceAll('curl ', 'curl --silent --fail-with-body --write-out "\\n" ')
  const { code, out, err } = await run(script, env)
  t.equal(code, 0, err)
  t.match(out, /<title>The Night Bus Returns<\/title>/, 'the preview')
  const last = JSON.parse(out.trim().split('\n').at(-1) ?? '')
  t.match(last, { items: [{ status: 201 }, { status: 200, article: { status: 'published' } }] })
  for (const slug of ['the-night-bus-returns', 'a-bus-for-the-harbour']) {
    t.equal((await fetch(`${server.address}/v1/articles/${slug}`)).status, 200, slug)
  }
  t.equal(await server.stop(), 0)
})
