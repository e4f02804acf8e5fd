import { globSync } from 'node:fs'
import t from 'tap'
import { filesOf, suites } from './suites.ts'

const folder = new URL('../', import.meta.url)

t.test('each test file is in exactly one suite of `npm test`, or among those of `npm run test:full`', async t => {
  const inSuites = suites.flatMap(filesOf)
  const all = globSync('**/*.test.ts', { cwd: folder }).filter(file => !/^(?:cli|client|full)[/\\]/.test(file))
  t.strictSame(inSuites.toSorted(), all.map(file => new URL(file.replaceAll('\\', '/'), folder).href).toSorted())
  for (const suite of suites) t.ok(globSync(`suite/${suite}.suite.ts`, { cwd: folder }).length === 1, suite)
})
