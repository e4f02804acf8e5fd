import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, glob, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const client = join(root, 'test/client')

/** Programs that `openapi.json` in the working directory is given to, and the folder that they write. */
const generators: Record<string, string[]> = {
  'openapi-typescript': ['openapi-typescript', 'openapi.json', '--output', 'client/schema.ts'],
  'hey-api': ['openapi-ts', '--input', 'openapi.json', '--output', 'client'],
  orval: ['orval', '--input', 'openapi.json', '--output', 'client/client.ts'],
  'swagger-typescript-api': ['swagger-typescript-api', 'generate', '--path', 'openapi.json', '--output', 'client'],
  kubb: ['kubb', 'generate', '--config', join(client, 'kubb.config.js')],
}

/** Types of other packages are not checked, because they are not generated. */
const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  module: 'esnext',
  moduleResolution: 'bundler',
  allowImportingTsExtensions: true,
  types: [],
  noEmit: true,
  strict: true,
  skipLibCheck: true,
}

/** Runs a program of the client's packages. */
async function program(name: string, parameters: readonly string[], cwd: string): Promise<void> {
  const file = [client, root].map(folder => join(folder, 'node_modules/.bin', name)).find(existsSync)
  if (file === undefined) throw new Error(`${name} is not installed`)
  const env = { PATH: process.env['PATH'], DO_NOT_TRACK: '1', NO_COLOR: '1' }
  await run(process.execPath, [file, ...parameters], { cwd, env, maxBuffer: 100_000_000 }).catch(error => {
    throw new Error(`${name}: ${error.stdout}${error.stderr}`)
  })
}

/** The output of the compiler for all files below `folder`. */
async function compilerOutput(folder: string, options: object = {}): Promise<string> {
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...options }, include: ['**/*'] }),
  )
  return program('tsc', ['--project', folder], folder).then(
    () => '',
    error => String(error),
  )
}

async function generated(t: Test, [name = '', ...parameters]: readonly string[]): Promise<string> {
  const folder = t.testdir({})
  await copyFile(join(root, 'openapi/openapi.json'), join(folder, 'openapi.json'))
  await program(name, parameters, folder)
  return folder
}

t.setTimeout(600_000)

for (const [name, command] of Object.entries(generators)) {
  t.test(`a client that ${name} generates compiles under strict`, { timeout: 300_000 }, async t => {
    const folder = await generated(t, command)
    const files = await readdir(join(folder, 'client'), { recursive: true })
    t.ok(
      files.some(file => file.endsWith('.ts')),
      'the generator writes files',
    )
    t.equal(await compilerOutput(folder), '')
  })
}

const [schema = [], ...others] = Object.values(generators)
t.equal(others.length, 4, 'there are five generators')

t.test('the documentation and the reader example compile with the generated types', { timeout: 300_000 }, async t => {
  const folder = await generated(t, schema)
  await copyFile(join(root, 'examples/reader/blocks.js'), join(folder, 'client/blocks.js'))
  let count = 0
  for await (const file of glob(['README.md', 'docs/**/*.md', 'openapi/*.md'], { cwd: root })) {
    for (const [, code = ''] of (await readFile(join(root, file), 'utf8')).matchAll(/^```ts\n(.*?)^```$/gms)) {
      count += 1
      await writeFile(join(folder, 'client', `example-${count}.ts`), code)
    }
  }
  t.ok(count > 0, `${count} examples`)
  t.equal(
    await compilerOutput(folder, { checkJs: true, noImplicitAny: false, lib: ['es2023', 'dom', 'dom.iterable'] }),
    '',
  )
})
