import t from 'tap'
import { isId } from '../../src/domain/id.ts'
import { freeSlug, isSlug, slugify, slugLimit } from '../../src/domain/text/slug.ts'
import { fc } from '../property.ts'
import { holds } from './holds.ts'
import { numberedId } from './sample.ts'

const slugs: Record<string, string> = {
  'Harbour Trust buys two electric ferries': 'harbour-trust-buys-two-electric-ferries',
  'Straße, Søren, Łódź, Đà Nẵng, Ærø, œuvre, Þór, ırmak, guðrún':
    'strasse-soren-lodz-da-nang-aero-oeuvre-thor-irmak-gudrun',
  'STRAẞE ÆØ': 'strasse-aeo',
  'Tiếng Việt: phà điện': 'tieng-viet-pha-dien',
  'İstanbul’da iki feribot': 'istanbulda-iki-feribot',
  'Größe über Öl': 'grosse-uber-ol',
  'Новый паром и ёлка': 'новый-паром-и-ёлка',
  'Ένα νέο πλοίο': 'ένα-νέο-πλοίο',
  '한국어 여객선': '한국어-여객선',
  'ガス ﾌｪﾘｰ が': 'ガス-フェリー-が',
  '电动渡轮（两艘）': '电动渡轮-两艘',
  'हिन्दी में नौका': 'हिन्दी-में-नौका',
  ที่ท่าเรือ: 'ที่ท่าเรือ',
  'السَّفينةُ الكهربائية': 'السَّفينةُ-الكهربائية',
  'ﬁne print №5 CO₂': 'fine-print-no5-co2',
  "Don't stop: the harbour's `new` l´eau": 'dont-stop-the-harbours-new-leau',
  'Hafen\u00adver\u200bwaltung': 'hafenverwaltung',
  'Coffee ☕️ time 👩‍👩‍👧 1️⃣': 'coffee-time-1',
  'cafe\u0301 \u0301x': 'cafe-x',
  'v1.2/three\\four.html': 'v1-2-three-four-html',
  '--a---b--': 'a-b',
  '\u0301\u0301': '',
  '…!?': '',
  '\ud800 ferry': 'ferry',
  '０１２ Ａ': '012-a',
  'ŉ l＇eau': 'n-leau',
}

for (const [text, slug] of Object.entries(slugs)) {
  t.test(`slugify: ${JSON.stringify(text)} becomes ${slug || 'nothing'}`, async t => {
    t.equal(slugify(text), slug.normalize('NFC'))
  })
}

t.test('slugify adds a prefix to a slug that has the form of an id', async t => {
  t.equal(slugify(numberedId(1)), `a-${numberedId(1)}`)
  t.equal(slugify(`${numberedId(1)}!`), `a-${numberedId(1)}`)
})

t.test('slugify returns at most 200 code points, cut at the end of a word', async t => {
  t.equal(slugify('ferry '.repeat(100)), `${'ferry-'.repeat(33)}`.slice(0, -1))
  t.equal(slugify('𠮷'.repeat(300)), '𠮷'.repeat(slugLimit))
  t.equal(slugify(`${'a'.repeat(slugLimit)} b`), 'a'.repeat(slugLimit))
  t.equal(slugify('x'.repeat(250)), 'x'.repeat(slugLimit))
})

t.test('slugify turns any text into a slug and leaves that slug unchanged', async t => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 100 }),
    fc.string({
      unit: fc.constantFrom('a', '-', ' ', '\u0301', '\ufe0f', 'Σ', 'İ', 'क', '\u093c', '´', '1'),
      maxLength: 300,
    }),
    fc.uuid(),
  )
  const shape = /^$|^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*$/u
  holds(
    t,
    texts,
    text => {
      const slug = slugify(text)
      return (
        slugify(slug) === slug &&
        [...slug].length <= slugLimit &&
        shape.test(slug) &&
        !isId(slug) &&
        slug.isWellFormed()
      )
    },
    500,
  )
})

t.test('isSlug accepts only text that slugify leaves unchanged', async t => {
  t.ok(isSlug('harbour-trust'))
  t.strictSame(['', 'Harbour', 'a--b', 'a.b', 'a/b', '-a', numberedId(1), 'é'].filter(isSlug), [])
})

const articleId = numberedId(7)

function slugAmong(wanted: string, language: string, taken: Record<string, string>): string {
  return freeSlug(wanted, language, articleId, slug => taken[slug])
}

t.test('freeSlug returns a free slug unchanged', async t => {
  t.equal(slugAmong('ferry', 'en', {}), 'ferry')
  t.equal(slugAmong('', 'en', {}), 'article')
})

t.test('freeSlug appends the language if it differs from the owner’s, otherwise a number', async t => {
  t.equal(slugAmong('ferry', 'de', { ferry: 'en' }), 'ferry-de')
  t.equal(slugAmong('ferry', 'pt-BR', { ferry: 'en' }), 'ferry-pt-br')
  t.equal(slugAmong('ferry', 'en', { ferry: 'en' }), 'ferry-2')
  t.equal(slugAmong('ferry', 'de', { ferry: 'en', 'ferry-de': 'de' }), 'ferry-de-2')
  t.equal(slugAmong('ferry', 'en', { ferry: 'en', 'ferry-2': 'de', 'ferry-3': 'en' }), 'ferry-4')
})

t.test('freeSlug tries numbers up to 20, then appends the id', async t => {
  const asked: string[] = []
  const slug = freeSlug('ferry', 'en', articleId, candidate => {
    asked.push(candidate)
    return candidate.endsWith('-00000007') ? undefined : 'en'
  })
  t.equal(slug, 'ferry-00000007')
  t.equal(asked.length, 21)
  t.equal(
    freeSlug('ferry', 'en', articleId, () => 'en'),
    `ferry-${articleId.replaceAll('-', '')}`,
  )
})

t.test('freeSlug returns a valid slug, also for the longest wanted slug', async t => {
  for (const wanted of ['x'.repeat(200), `${'x'.repeat(196)}-${'y'.repeat(3)}`, `${'ab-'.repeat(66)}ab`]) {
    for (const language of ['en', 'zh-Hant']) {
      const slug = slugAmong(wanted, language, { [wanted]: 'de' })
      t.ok(isSlug(slug) && slug !== wanted, slug)
    }
  }
})
