import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'

const page = readFileSync(new URL('../../docs/editing.md', import.meta.url), 'utf8')
const [, script = ''] = /\n## A day in the newsroom\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(page) ?? []

type Ran = { code: number | string; out: string; err: string }

function run(text: string, env: Record<string, string>): Promise<Ran> {
  return new Promise(resolve => {
    execFile('bash', ['-eu', '-c', text], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}

const { code: lacking } = await run('curl --version', {})
const skip = lacking === 0 ? false : 'needs bash and curl'

test('docs/editing.md: the commands of a newsroom’s day work as written, with one request for each step', {
  skip,
}, async t => {
  const env = { DATABASE_URL: join(t.testdir(), 'offprint.db') }
  const server = await serve(t, [], env)
  t.equal(script.match(/^(?:\w+=\$\()?(?:ask|curl) /gm)?.length, 13, 'requests')
  const { code, out, err } = await run(
    script
      .replaceAll('http://127.0.0.1:3000', server.address)
      .replaceAll('npm run -s offprint --', 'node bin/offprint.js')
      .replaceAll('curl ', 'curl --silent --fail-with-body --write-out "\\n" '),
    env,
  )
  t.equal(code, 0, `${err}${out}`)
  t.match(out, /<title>The Ferry Sails Again<\/title>/, 'the preview')
  const said = out
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
  const maria = { actor: /^key:/, onBehalfOf: 'Maria Keller' }
  const [fixed, published, corrected, again, broken, undone, scheduled, due, versions, withdrawn, ...more] = said
  t.strictSame(more, [])
  hasMembers(t, fixed, { heading: 'Who foots the bill' })
  const url = `${server.address}/v1/articles/the-ferry-sails-again`
  hasMembers(t, published, { ...maria, version: 3, edition: 1, revision: 1, url, pageUrl: `${url}.html` })
  hasMembers(t, corrected, { version: 4, ahead: true, edition: 1, revision: 1 })
  hasMembers(t, again, { version: 5, edition: 2, summary: 'It sails from Tuesday.', revision: 2 })
  hasMembers(t, broken, { version: 6, title: 'Lorem ipsum', sections: [{ anchor: 'lead' }] })
  hasMembers(t, undone, {
    version: 7,
    title: 'The Ferry Sails Again',
    sections: again.sections,
    summary: again.summary,
  })
  hasMembers(t, scheduled, { version: 8, status: 'published', schedule: { publishAt: '2035-01-01T06:00:00Z' } })
  hasMembers(t, due, { items: [{ id: published.id, schedule: scheduled.schedule }] })
  hasMembers(t, versions.items, [
    { version: 8, ...maria },
    {},
    {},
    { version: 5, edition: 2 },
    {},
    { edition: 1 },
    {},
    maria,
  ])
  hasMembers(t, withdrawn, { status: 'withdrawn', schedule: {} })
  hasMembers(t, await (await fetch(url)).json(), { status: 410, gone: { reason: 'withdrawn' } })
  t.equal(await server.stop(), 0)
})
