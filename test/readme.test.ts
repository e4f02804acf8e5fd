import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { siteOf } from '../src/cli/site.ts'
import { findSources } from '../src/cli/source-file.ts'
import { parseConfig } from '../src/config.ts'
import { operatorRights } from '../src/domain/import-job.ts'
import { importSources } from '../src/editorial/import-sources.ts'
import { importers } from '../src/importer/importers.ts'
import { reader } from '../src/importer/reader.ts'
import { build } from './build.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [
  ...readme.matchAll(/```sh\ncurl '?(http:\/\/127\.0\.0\.1:3000[^'\n]*)'?\n```\n```json\n([\s\S]*?)\n```/g),
]
const own = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|(?<="requestId":")[\w-]+/g

/** What README shows, as a value: a line `…` stands for further elements, a string that ends in `…` for a longer one. */
function shown(json: string): unknown {
  return JSON.parse(json.replace(/,?\n *…(?=\n)/g, ',\n"…"'))
}

/** The answer, cut short wherever what README shows is. */
function cutLike(actual: unknown, wanted: unknown): unknown {
  if (typeof actual === 'string' && typeof wanted === 'string' && wanted.endsWith('…')) {
    const kept = wanted.slice(0, -1)
    return /^[\w-]{8}$|cursor=[\w-]{8}$/.test(kept) ? wanted : `${actual.slice(0, kept.length)}…`
  }
  if (Array.isArray(actual) && Array.isArray(wanted)) {
    const cut = wanted.at(-1) === '…' ? actual.slice(0, wanted.length - 1) : actual
    return [...cut.map((one, index) => cutLike(one, wanted[index])), ...(cut === actual ? [] : ['…'])]
  }
  if (isObject(actual) && isObject(wanted)) {
    return Object.fromEntries(Object.entries(actual).map(([name, value]) => [name, cutLike(value, wanted[name])]))
  }
  return actual
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test('README: the answers it shows are the answers that npm start gives', async t => {
  const here = siteOf(parseConfig({}))
  const { app, store, time } = await build(t, { site: here })
  const { source, files } = await findSources('examples/articles', importers, () => false)
  const deps = { store, clock: () => time.now, newId: uuidv7, originExists: () => false }
  const how = { publish: true, force: false, actor: 'test', source: 'articles', rights: operatorRights(undefined) }
  for await (const outcome of importSources(files, reader(source, here), how, deps)) t.equal(outcome.published, true)
  t.equal(examples.length, 5)
  for (const [, url = '', json = ''] of examples) {
    const answer = await app.inject(url)
    const wanted = shown(json)
    const actual = cutLike(JSON.parse(answer.body), wanted)
    const masked = (value: unknown) => JSON.parse(JSON.stringify(value).replace(own, 'id'))
    t.strictSame(masked(actual), masked(wanted), url)
  }
})
