import t from 'tap'
import { type Shown, staleUses } from '../../src/domain/print/stale.ts'
import { numberedId } from './sample.ts'

const [id, group, other] = [numberedId(1), numberedId(2), numberedId(3)]
const shown: Shown = { slug: 'a', title: 'A', language: 'en', canonicalUrl: 'https://x.example/a' }
const own = { kind: 'article', id }
const translations = { kind: 'translations', id: group }

const scenarios: [
  name: string,
  before: Shown | undefined,
  after: Shown | undefined,
  withGroup: object[],
  without: object[],
][] = [
  ['no change that others show', shown, { ...shown }, [], []],
  ['newly delivered', undefined, shown, [own, translations], [own]],
  ['no longer delivered', shown, undefined, [own, translations], [own]],
  ['not delivered before and after', undefined, undefined, [], []],
  ['another address', shown, { ...shown, canonicalUrl: 'https://x.example/b' }, [own, translations], [own]],
  ['another title', shown, { ...shown, title: 'B' }, [translations], []],
  ['another slug at the same address', shown, { ...shown, slug: 'b' }, [own, translations], [own]],
  ['another language', shown, { ...shown, language: 'de' }, [translations], []],
]

for (const [name, before, after, withGroup, without] of scenarios) {
  t.test(`staleUses: ${name}`, async t => {
    t.strictSame(staleUses(id, group, before, after), withGroup)
    t.strictSame(staleUses(id, undefined, before, after), without)
  })
}

t.test('staleUses: a change of translation group makes both groups stale', async t => {
  const uses = staleUses(id, other, { ...shown, translationGroup: group }, { ...shown, translationGroup: other })
  t.strictSame(uses, [translations, { kind: 'translations', id: other }])
})
