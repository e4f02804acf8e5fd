import { test } from 'tap'
import { readElement } from '../../../src/importer/xml/element.ts'

function nested(depth: number): string {
  return `<item>\n${'<b>'.repeat(depth - 1)}x${'</b>'.repeat(depth - 1)}</item>`
}

test('XML elements: nesting is read up to 256 levels, and named as the fault beyond them', t => {
  t.equal(readElement(nested(256), {}).ok, true)
  const fault = { detail: 'elements are nested more than 256 levels deep', line: 2 }
  for (const depth of [257, 300, 100_000]) t.strictSame(readElement(nested(depth), {}), { ok: false, fault })
  t.end()
})
