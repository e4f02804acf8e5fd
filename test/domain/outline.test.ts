import t from 'tap'
import { anchorFor, tableOfContents, withParents } from '../../src/domain/body/outline.ts'
import type { Section } from '../../src/domain/body/section.ts'
import { numberedIds } from './sample.ts'

const newId = numberedIds()

function section(heading: string | undefined, level: number): Section {
  const anchor = heading?.toLowerCase() ?? 'lead'
  return { id: newId(), anchor, ...(heading !== undefined && { heading }), level, formerAnchors: [], blocks: [] }
}

const sections = [
  section(undefined, 1),
  section('A', 3),
  section('B', 2),
  section('C', 5),
  section('D', 3),
  section('E', 4),
  section('F', 4),
  section('G', 2),
  section('H', 6),
]

t.test('tableOfContents builds a tree without the lead, also when levels are skipped', async t => {
  const entry = (heading: string, level: number, ...children: object[]) => {
    return { anchor: heading.toLowerCase(), heading, level, children }
  }
  t.strictSame(tableOfContents(sections), [
    entry('A', 3),
    entry('B', 2, entry('C', 5), entry('D', 3, entry('E', 4), entry('F', 4))),
    entry('G', 2, entry('H', 6)),
  ])
  t.strictSame(tableOfContents([section(undefined, 1)]), [])
})

t.test('withParents: the parent is the nearest earlier section with a lower level, never the lead', async t => {
  const stale = sections.map(one => ({ ...one, parentAnchor: 'stale' }))
  t.strictSame(
    withParents(stale).map(one => one.parentAnchor),
    [undefined, undefined, undefined, 'b', 'b', 'd', 'd', undefined, 'g'],
  )
  t.notOk('parentAnchor' in (withParents(stale)[0] ?? {}))
})

t.test('anchorFor returns the slug of the heading, numbered if taken, never `lead`', async t => {
  t.equal(anchorFor('Who pays?', new Set()), 'who-pays')
  t.equal(anchorFor('Who pays?', new Set(['who-pays', 'who-pays-3'])), 'who-pays-2')
  t.equal(anchorFor('Who pays?', new Set(['who-pays', 'who-pays-2'])), 'who-pays-3')
  t.equal(anchorFor('LEAD', new Set()), 'lead-2')
  t.equal(anchorFor('???', new Set()), 'section')
  t.equal(anchorFor('???', new Set(['section'])), 'section-2')
})
