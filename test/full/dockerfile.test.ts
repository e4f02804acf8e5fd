import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { contextFilter, type Instruction, stagesOf } from './dockerfile.ts'
import { serve } from './server.ts'

t.setTimeout(1_200_000)

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const noRegistry = spawnSync('npm', ['ping'], { timeout: 30_000 }).status === 0 ? false : 'the registry does not answer'

/** Instructions that describe the image and build nothing. */
const descriptions = new Set(['FROM', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'])

t.test('the files of the build are those of .dockerignore', async t => {
  const isSent = contextFilter(read('.dockerignore'))
  const paths = ['package.json', 'src/main.ts', 'test/client/package.json', 'test/build.ts', '.git/HEAD', 'docs/api.md']
  t.strictSame(paths.filter(isSent), ['package.json', 'src/main.ts', 'test/client/package.json', 'docs/api.md'])
})

t.test(
  'the commands of the Dockerfile make a program that serves',
  { skip: noRegistry, timeout: 1_200_000 },
  async t => {
    const folder = t.testdir({ context: {}, bin: {} })
    const context = join(folder, 'context')
    const isSent = contextFilter(read('.dockerignore'))
    const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
    for (const path of tracked.filter(isSent)) copy(join(root, path), join(context, path))
    // Users of the image do not exist here.
    writeFileSync(join(folder, 'bin/chown'), '#!/bin/sh\n', { mode: 0o755 })
    const path = [dirname(process.execPath), join(folder, 'bin'), process.env['PATH']].join(delimiter)

    const stages = stagesOf(read('Dockerfile'))
    t.strictSame([...stages.keys()], ['build', 'dependencies', 'image'])
    const env: Record<string, string> = {}
    for (const [stage, instructions] of stages) {
      let workdir = join(folder, stage)
      for (const { name, value } of instructions) {
        if (name === 'WORKDIR') {
          workdir = join(folder, stage, value)
          mkdirSync(workdir, { recursive: true })
        } else if (name === 'ENV') {
          for (const pair of value.split(' ')) env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1)
        } else if (name === 'COPY') {
          copyInto(workdir, value, context, folder)
        } else if (name === 'RUN') {
          const command = value.replaceAll('/data', join(folder, stage, 'data'))
          execFileSync('sh', ['-c', command], {
            cwd: workdir,
            env: { ...process.env, PATH: path, npm_config_prefer_offline: 'true' },
            stdio: ['ignore', 'ignore', 'inherit'],
          })
        } else if (!descriptions.has(name)) t.fail(`the test does not know ${name}`)
      }
    }

    const image = stages.get('image') ?? []
    t.equal(instructionOf(image, 'FROM'), `node:${process.versions.node.split('.')[0]}-slim`)
    t.equal(instructionOf(image, 'USER'), 'node')
    t.strictSame([...list(image, 'ENTRYPOINT'), ...list(image, 'CMD')], ['node', 'bin/offprint.js', 'serve'])
    const [, data = ''] = /^file:(.*)\/offprint\.db$/.exec(env['DATABASE_URL'] ?? '') ?? []
    t.equal(instructionOf(image, 'VOLUME'), data)
    t.equal(instructionOf(image, 'EXPOSE'), env['PORT'])
    const app = join(folder, 'image/app')
    t.notOk(existsSync(join(app, 'node_modules/typescript')), 'without packages for development')
    t.notOk(existsSync(join(app, 'src')), 'without sources')

    const url = `file:${join(folder, 'image', data, 'offprint.db')}`
    const own = { ...env, DATABASE_URL: url, HOST: '127.0.0.1', PORT: '0' }
    const server = await serve(
      t,
      ['examples/articles'].map(name => join(app, name)),
      own,
      join(app, 'bin/offprint.js'),
    )
    const ask = async (path: string) => {
      const response = await fetch(`${server.address}${path}`)
      return { status: response.status, body: (await response.json()) as { status?: string; items?: object[] } }
    }
    hasMembers(t, await ask('/health/ready'), { status: 200, body: { status: 'ok' } })
    const articles = await ask('/v1/articles')
    t.strictSame([articles.status, articles.body.items?.length], [200, 4])
    const [check = '', ...args]: string[] = JSON.parse(
      /CMD (\[.*\])$/.exec(instructionOf(image, 'HEALTHCHECK'))?.[1] ?? '[]',
    )
    const health = () => spawnSync(check, args, { env: { PATH: path, PORT: new URL(server.address).port } }).status
    t.equal(health(), 0, 'the health check')
    t.equal(await server.stop('SIGTERM'), 0)
    t.equal(health(), 1, 'the health check of a server that has ended')
  },
)

function instructionOf(instructions: readonly Instruction[], name: string): string {
  return instructions.find(one => one.name === name)?.value ?? ''
}

function list(instructions: readonly Instruction[], name: string): string[] {
  return JSON.parse(instructionOf(instructions, name))
}

/** `COPY [--from=stage] sources… target`. Like Docker, it copies the contents of a folder. */
function copyInto(workdir: string, value: string, context: string, folder: string): void {
  const parts = value.split(' ')
  const stage = /^--from=(\w+)$/.exec(parts[0] ?? '')?.[1]
  const sources = stage === undefined ? parts : parts.slice(1)
  const target = sources.pop() ?? ''
  for (const source of sources) {
    const from = stage === undefined ? join(context, source) : join(folder, stage, source)
    const isInto = target.endsWith('/') && !statSync(from).isDirectory()
    copy(from, join(workdir, target, isInto ? basename(from) : ''))
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true, verbatimSymlinks: true })
}
