import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { serve } from './server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = ['docs/getting-started.md', 'docs/api.md', 'docs/sync.md', 'docs/syndication.md', 'docs/importing.md']

type Ran = { code: number | string; out: string; err: string }

/** The shell examples of a page that send requests to a server, as one script. */
function requests(page: string): string {
  const text = readFileSync(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
  // An unknown parameter is an error on purpose.
  return blocks.filter(block => /\bcurl\b/.test(block) && !block.includes('limt=')).join('')
}

function run(script: string, cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise(resolve => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
    execFile('bash', ['-euo', 'pipefail', '-c', script], options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}

const { code: missing } = await run('curl --version', root, {})
const skip = missing === 0 ? false : 'needs bash and curl'

test('every request in the guides succeeds against npm start', { skip, timeout: 120_000 }, async t => {
  const cwd = t.testdir()
  const env = { DATABASE_URL: join(cwd, 'data/offprint.db'), STREAM_HEARTBEAT: '1' }
  mkdirSync(join(cwd, 'data'))
  symlinkSync(join(root, 'examples'), join(cwd, 'examples'))
  const server = await serve(t, [join(root, 'examples/articles')], env)
  for (const page of pages) {
    const script = requests(page)
      .replaceAll('http://127.0.0.1:3000', server.address)
      .replaceAll('npm run -s offprint --', `node ${join(root, 'bin/offprint.js')}`)
      // A stream has no end: its first two lines are enough.
      .replace(/^curl -N ("[^"]*"|\S+).*$/gm, '(curl -sN $1 || true) | head -n 2')
      .replaceAll('curl ', 'curl --silent --show-error --fail-with-body --write-out "\\n" ')
    t.match(script, server.address, page)
    const { code, out, err } = await run(script, cwd, env)
    t.equal(code, 0, `${page}: ${err}${out.slice(-2000)}`)
  }
  t.equal(await server.stop(), 0)
})
