import t from 'tap'
import { createAnalyser } from '../../src/search/analyser.ts'
import { fc } from '../property.ts'

const analyser = createAnalyser()
const read = (text: string, language: string) =>
  analyser.tokens(text, language).map(({ text, stem }) => (stem === undefined ? text : `${text}=${stem}`))

t.test('tokens are words without case and diacritics, with their stems', async t => {
  t.strictSame(read('Running ferries, it’s the harbour’s C++ and C#!', 'en'), [
    'running=run',
    'ferries=ferri',
    'it',
    'the',
    'harbour',
    'c++',
    'and',
    'c#',
  ])
  t.strictSame(read('Häusern Straße STRAẞE', 'de'), ['hausern=haus', 'strasse=strass', 'strasse=strass'])
  t.strictSame(read('ёлками Αθήνας', 'ru').slice(0, 1), ['елками=елк'])
  t.strictSame(read('Αθήνας', 'el'), ['αθηνασ=αθην'])
  t.strictSame(read('İSTANBUL ılık', 'tr'), ['istanbul', 'ilik'])
  t.strictSame(read('Hà Nội', 'vi'), ['ha', 'noi'])
  t.strictSame(read('l’homme', 'fr'), ['l', 'homme=homm'])
  t.strictSame(read('कुत्ता', 'hi').length, 1)
  // An apostrophe is a letter of Ukrainian words, whatever character it is written with.
  for (const apostrophe of "'’ʼ") t.strictSame(read(`Комп${apostrophe}ютери`, 'uk'), ['компютери=компютер'], apostrophe)
  t.strictSame(read('Hawaiʻi', 'en'), ['hawaii'])
})

t.test('Chinese, Japanese and Korean are pairs of characters, Thai is segmented into words', async t => {
  t.strictSame(read('北京天气 iPhone手机', 'zh'), ['北京', '京天', '天气', '气', 'iphone', '手机', '机'])
  t.strictSame(read('タワー', 'ja'), ['タワ', 'ワー', 'ー'])
  t.strictSame(read('서울에', 'ko'), ['서울', '울에', '에'])
  // Decomposed, in half width, and with a selector of a variant.
  t.strictSame(read('서울에'.normalize('NFD'), 'ko'), ['서울', '울에', '에'])
  t.strictSame(read('ガラス'.normalize('NFD'), 'ja'), ['ガラ', 'ラス', 'ス'])
  t.strictSame(read('ｶﾞﾗｽ', 'ja'), ['ガラ', 'ラス', 'ス'])
  t.strictSame(read('葛\u{e0100}城', 'ja'), ['葛城', '城'])
  t.strictSame(read('ประเทศไทยอากาศดี', 'th'), ['ประเทศไทย', 'อากาศ', 'ดี'])
})

t.test('each token is a part of the text, in order, and a text finds itself', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      const tokens = analyser.tokens(text, 'en')
      let before = 0
      for (const { text: word, start, end } of tokens) {
        if (start < before || end <= start || end > text.length || /["\s]/.test(word) || word === '') return false
        before = start
      }
      return JSON.stringify(analyser.tokens(text, 'en')) === JSON.stringify(tokens)
    }),
  )
})
