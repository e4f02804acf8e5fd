import { writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

/**
 * `npm run language-model`: writes the data of the language detection from those of the package eld. The package holds them
 * as a JavaScript object with 50,000 objects, which takes 100 MB to compile; this form takes a tenth.
 */
// The package exports its detectors only. These files have the data and the tables that the detectors use.
const folder = new URL('../../../node_modules/eld/src/', import.meta.url)
const { avgScore }: { avgScore: Record<string, number> } = await import(`${folder}avgScore.js`)
/** The character that stands for each byte in the n-grams; a space if there is none. */
const { dictionary }: { dictionary: string[] } = await import(`${folder}dictionary.js`)
const { ngramsData }: { ngramsData: NgramData } = await import(`${folder}ngrams/extrasmall.js`)

type NgramData = { languages: Record<number, string>; ngrams: Record<string, Record<number, number>> }

const bytes = new Map(dictionary.map((character, byte) => [character, byte]))
for (const character of " '") bytes.set(character, character.charCodeAt(0))

const records = Object.entries(ngramsData.ngrams).map(([ngram, scores]) => {
  const text = Buffer.from([...ngram].map(character => bytes.get(character) ?? 0))
  const pairs = Object.entries(scores).flatMap(([language, score]) => [Number(language), score])
  return { number: text.readUIntBE(0, text.length), record: [text.length, ...text, pairs.length / 2, ...pairs] }
})
const ascending = records.toSorted((one, other) => one.number - other.number).flatMap(({ record }) => record)
const model = {
  source: 'https://github.com/nitotm/efficient-language-detector-js, version 2.1.0, by Nito T.M., Apache License 2.0',
  usualScores: Object.fromEntries(Object.values(ngramsData.languages).map(code => [code, avgScore[code] ?? 1])),
  count: records.length,
  records: brotliCompressSync(Buffer.from(ascending)).toString('base64'),
}
writeFileSync(
  new URL('../../../src/importer/fact/language-model.json', import.meta.url),
  `${JSON.stringify(model, null, 2)}\n`,
)
