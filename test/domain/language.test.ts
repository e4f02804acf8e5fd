import t from 'tap'
import { canonicalLanguage, directionOf, language, languageName } from '../../src/domain/text/language.ts'

t.test('canonicalLanguage returns the spelling of the registry, and undefined for text that is not a tag', async t => {
  const tags = { 'EN-us': 'en-US', pt_BR: 'pt-BR', 'zh-hant-tw': 'zh-Hant-TW', iw: 'he', 'de-1901': 'de-1901' }
  t.strictSame(Object.fromEntries(Object.keys(tags).map(tag => [tag, canonicalLanguage(tag)])), tags)
  t.strictSame(
    ['', ' ', 'english language', 'en_US.UTF-8', 'x', '-', 'e', 'en--US', 'é'].map(canonicalLanguage),
    Array(9),
  )
})

t.test('the schema accepts only canonical tags of at most 35 characters', async t => {
  t.ok(language.safeParse('de-AT').success)
  const refused = ['EN', 'en_US', '', 'en-US-u-ca-gregory-co-phonebk-kf-upper-kn-true']
  t.strictSame(
    refused.filter(tag => language.safeParse(tag).success),
    [],
  )
})

t.test('the direction depends on the script of the language', async t => {
  const rtl = [
    'ar',
    'he',
    'fa',
    'ur',
    'ps',
    'yi',
    'dv',
    'ckb',
    'ug',
    'sd',
    'az-Arab',
    'ks',
    'ur-Aran',
    'pa-PK',
    'ar-EG',
  ]
  const ltr = ['en', 'ja', 'az', 'pa', 'ku', 'ar-Latn', 'tr', 'und', 'hi', 'zh-Hant']
  t.strictSame(
    rtl.filter(tag => directionOf(tag) !== 'rtl'),
    [],
  )
  t.strictSame(
    ltr.filter(tag => directionOf(tag) !== 'ltr'),
    [],
  )
})

t.test(
  'languageName ignores extensions and private parts, and returns the tag of a language without a name',
  async t => {
    const names = {
      en: 'English',
      'de-CH': 'Schweizer Hochdeutsch',
      'en-x-foo': 'English',
      'en-u-co-phonebk': 'English',
      'pt-BR-a-bbb-x-foo': 'português (Brasil)',
      qaa: 'qaa',
      'qaa-x-foo': 'qaa',
      'not a tag': 'not a tag',
    }
    t.strictSame(Object.fromEntries(Object.keys(names).map(tag => [tag, languageName(tag)])), names)
  },
)
