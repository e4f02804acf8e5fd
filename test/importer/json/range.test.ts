import { test } from 'tap'
import { jsonRanges } from '../../../src/importer/json/range.ts'
import { memorySpool, type Spool } from '../../../src/importer/source/spool.ts'
import { fc } from '../../property.ts'

async function pieces(text: string, path: string, source: Spool = memorySpool(Buffer.from(text))): Promise<string[]> {
  const found: string[] = []
  for await (const range of jsonRanges(source, one => one === path)) {
    found.push('fault' in range ? range.fault : (await source.read(range.start, range.end)).toString('utf8'))
  }
  return found
}

test('JSON ranges: finds the items of any list unchanged', async () => {
  const property = fc.asyncProperty(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), async (items, indent) => {
    const found = await pieces(
      JSON.stringify({ before: { items: [1] }, items, after: '[{"items":[' }, null, indent),
      'items/#',
    )
    return JSON.stringify(found.map(text => JSON.parse(text))) === JSON.stringify(items)
  })
  await fc.assert(property, { numRuns: 300 })
})

test('JSON ranges: finds texts with quotes and backslashes across the borders of chunks', async t => {
  const items = Array.from({ length: 40_000 }, (_, at) => `${'\\"'.repeat(at % 13)}${at}`)
  const text = JSON.stringify(items)
  t.ok(text.length > 600_000)
  t.strictSame(
    (await pieces(text, '#')).map(one => JSON.parse(one)),
    items,
  )
})

test('JSON ranges: reports truncated and unbalanced input', async t => {
  t.strictSame(await pieces('[{"a":1},{"b":', '#'), ['{"a":1}', 'cut-off'])
  t.strictSame(await pieces('[1]]', '#'), ['1', 'unbalanced'])
  t.strictSame(await pieces(`[${'['.repeat(100_000)}`, '#'), ['cut-off'])
})
