import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { build } from '../build.ts'
import { lead } from '../domain/sample.ts'

const run = promisify(execFile)
const client = fileURLToPath(new URL('../client', import.meta.url))
const binary = (name: string) => join(client, 'node_modules/.bin', name)
const document = fileURLToPath(new URL('../../openapi/openapi.json', import.meta.url))

t.test('a client generated from the document compiles under strict and reads the running server', async t => {
  const folder = t.testdir()
  await run(process.execPath, [binary('openapi-typescript'), document, '--output', join(folder, 'schema.ts')])
  for (const file of ['reader.ts', 'tsconfig.json']) await copyFile(join(client, file), join(folder, file))
  const compiled = await run(process.execPath, [binary('tsc'), '--project', folder]).catch(error => error)
  t.equal(compiled.stdout, '', 'the compiler reports nothing')

  await t.test('the compiled client reads a running server', async t => {
    const { app, publish } = await build(t)
    await publish('a', {
      title: 'Ferries',
      tags: ['Sea'],
      keyTakeaways: [{ content: [{ text: 'They are electric.' }], origin: 'authored' }],
      sections: [lead('Two boats.', 'They sail in spring.')],
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    const { stdout } = await run(process.execPath, [join(folder, 'reader.ts'), `http://127.0.0.1:${port}`])
    t.strictSame(JSON.parse(stdout), {
      title: 'Ferries',
      takeaways: ['They are electric.'],
      lines: ['Two boats.', 'They sail in spring.'],
      status: 404,
      code: 'article-not-found',
      page: 1,
    })
  })
})
