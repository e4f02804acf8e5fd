import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { siteOf } from '../src/cli/site.ts'
import { findSources } from '../src/cli/source/source-file.ts'
import { parseConfig } from '../src/config.ts'
import { operatorRights } from '../src/domain/import/job.ts'
import { importSources } from '../src/editorial/import/sources.ts'
import { importers } from '../src/importer/importers.ts'
import { reader } from '../src/importer/reader.ts'
import { build } from './build.ts'

const pages = ['README.md', 'docs/getting-started.md'].map(path =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'),
)
const examples = pages.flatMap(page => [
  ...page.matchAll(/```sh\ncurl '?(http:\/\/127\.0\.0\.1:3000[^'\n]*)'?\n```\n```json\n([\s\S]*?)\n```/g),
])
const own = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|(?<="requestId":")[\w-]+/g

/** Parses an answer in the docs: a line `…` replaces further elements, and a string that ends in `…` is cut short. */
function documented(json: string): unknown {
  return JSON.parse(json.replace(/,?\n *…(?=\n)/g, ',\n"…"'))
}

/** Cuts an answer short wherever the answer in the docs is. */
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

test('README and docs/getting-started.md show the responses of npm start', async t => {
  const here = siteOf(parseConfig({}))
  const { app, store, time } = await build(t, { site: here })
  const { source, files } = await findSources('examples/articles', importers, () => false)
  const deps = { store, clock: () => time.now, newId: uuidv7, originExists: () => false }
  const how = { publish: true, force: false, actor: 'test', source: 'articles', rights: operatorRights(undefined) }
  for await (const outcome of importSources(files, reader(source, here), how, deps)) t.equal(outcome.published, true)
  t.equal(examples.length, 8)
  for (const [, url = '', json = ''] of examples) {
    const answer = await app.inject(url)
    const wanted = documented(json)
    const actual = cutLike(JSON.parse(answer.body), wanted)
    const masked = (value: unknown) => JSON.parse(JSON.stringify(value).replace(own, 'id'))
    t.strictSame(masked(actual), masked(wanted), url)
  }
})
