import { eld } from 'eld/extrasmall'
import { test } from 'tap'
import { chooseLanguage } from '../../src/importer/fact/language.ts'
import { detect } from '../../src/importer/fact/language-detection.ts'

const sentences = {
  en: 'The harbour trust buys two electric ferries and pays 41 million.',
  de: 'Der Hafen kauft zwei elektrische Fähren und zahlt 41 Millionen.',
  fr: 'Le port achète deux ferries électriques pour 41 millions.',
  es: 'El puerto compra dos transbordadores eléctricos por 41 millones.',
  pt: 'O porto compra duas balsas elétricas por 41 milhões.',
  vi: 'Cảng mua hai phà điện với giá 41 triệu đô la.',
  zh: '港口购买两艘电动渡轮',
}

for (const [language, words] of Object.entries(sentences)) {
  test(`detects the language of a sentence: ${language}`, async t => {
    t.strictSame(await chooseLanguage(words, undefined, { siteLanguage: 'it' }), { language, from: 'words' })
  })
}

test('an option takes precedence over the stated language, and the stated language over the detected one', async t => {
  const words = sentences.de
  t.strictSame(await chooseLanguage(words, 'es', { language: 'FR_ca', siteLanguage: 'it' }), {
    language: 'fr-CA',
    from: 'option',
  })
  t.strictSame(await chooseLanguage(words, 'es', { siteLanguage: 'it' }), { language: 'es', from: 'source' })
  t.strictSame(await chooseLanguage(words, 'no such thing', { siteLanguage: 'it' }), { language: 'de', from: 'words' })
})

test('uses the language of the site if there are too few words to detect one', async t => {
  for (const words of [
    '',
    'Hi',
    '$4B 2024',
    'Amazon AWS Bedrock',
    'https://example.org/the-harbour-trust-buys-ferries',
  ]) {
    t.strictSame(
      await chooseLanguage(words, undefined, { siteLanguage: 'it' }),
      { language: 'it', from: 'site' },
      words,
    )
  }
})

const more = [
  'Havnen køber to elektriske færger og betaler 41 millioner kroner.',
  'Port kupuje dwa promy elektryczne i płaci 41 milionów.',
  'Порт купує два електричні пороми за 41 мільйон.',
  'Το λιμάνι αγοράζει δύο ηλεκτρικά πλοία για 41 εκατομμύρια.',
  'نشتري عبارتين كهربائيتين للميناء مقابل واحد وأربعين مليونا.',
  'हम बंदरगाह के लिए दो बिजली की नावें खरीदते हैं।',
  "Don't ask what it's worth: 'two ferries', they said.",
  'Xyzzy plugh qwrtp',
  'a',
  '12 + 30',
  '',
]

test('the detector finds what the package finds from which its data are made', async t => {
  const texts = [...Object.values(sentences), ...more]
  t.strictSame(
    texts.map(text => {
      const found = detect(text)
      return [text, found?.language ?? '', found?.isReliable ?? false]
    }),
    texts.map(text => {
      const found = eld.detect(text)
      return [text, found.language, found.isReliable()]
    }),
  )
})
