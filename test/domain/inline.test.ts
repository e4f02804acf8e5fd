import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { type Inline, mergeRuns, plainText } from '../../src/domain/body/inline.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'

const run = fc.record<Inline>(
  {
    text: fc.constantFrom('', 'ferry', ' ', '\n', 'quay'),
    strong: fc.boolean(),
    code: fc.constant(true),
    lang: fc.constantFrom('de', 'fr'),
    link: fc.constantFrom({ href: '#a' }, { href: '#b', title: 't' }),
  },
  { requiredKeys: ['text'] },
)

t.test('mergeRuns joins adjacent runs with equal marks, in any order of members', async t => {
  t.strictSame(
    mergeRuns([
      { text: 'two ' },
      { text: '' },
      { text: 'electric ', strong: false },
      { text: 'fer', strong: true, emphasis: true },
      { text: 'ries', emphasis: true, strong: true },
      { text: ' now', link: { href: '#now', title: 'Now' } },
      { text: ' and', link: { title: 'Now', href: '#now' } },
      { text: ' then', link: { href: '#then' } },
    ]),
    [
      { text: 'two electric ' },
      { text: 'ferries', strong: true, emphasis: true },
      { text: ' now and', link: { href: '#now', title: 'Now' } },
      { text: ' then', link: { href: '#then' } },
    ],
  )
})

t.test('mergeRuns keeps the text, is idempotent, leaves no empty run and does not change its input', async t => {
  holds(t, fc.array(run), content => {
    const before = JSON.stringify(content)
    const merged = mergeRuns(content)
    return (
      plainText(merged) === plainText(content) &&
      isDeepStrictEqual(mergeRuns(merged), merged) &&
      JSON.stringify(content) === before &&
      merged.every(one => one.text !== '')
    )
  })
})
