import { test } from 'tap'
import { chooseLanguage } from '../../src/importer/fact/language.ts'

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
  test(`a sentence shows its language: ${language}`, async t => {
    t.strictSame(await chooseLanguage(words, undefined, { siteLanguage: 'it' }), { language, from: 'words' })
  })
}

test('an option goes before what the source states, and that before what its words show', async t => {
  const words = sentences.de
  t.strictSame(await chooseLanguage(words, 'es', { language: 'FR_ca', siteLanguage: 'it' }), {
    language: 'fr-CA',
    from: 'option',
  })
  t.strictSame(await chooseLanguage(words, 'es', { siteLanguage: 'it' }), { language: 'es', from: 'source' })
  t.strictSame(await chooseLanguage(words, 'no such thing', { siteLanguage: 'it' }), { language: 'de', from: 'words' })
})

test('a few words show nothing: then it is the language of the site', async t => {
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
