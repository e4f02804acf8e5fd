import { readFileSync } from 'node:fs'
import t from 'tap'
import { folder, languagesModule, languageTags, readWordList, wordList } from './word-list.ts'

t.test('every word list has all members, in lower case and without duplicates', async t => {
  for (const tag of languageTags()) {
    t.strictSame(wordList.safeParse(readWordList(tag)).error?.issues ?? [], [], `${tag}.json`)
    t.strictSame(Intl.getCanonicalLocales(tag), [tag], `${tag} is a language tag`)
  }
})

t.test('the list of languages names every file of the folder', async t => {
  t.equal(readFileSync(new URL('languages.ts', folder), 'utf8'), languagesModule(languageTags()), 'run npm run words')
  t.match(languagesModule(['en', 'it', 'zh-Hant']), "{ en, it, 'zh-Hant': zhHant }")
})

t.test('refuses an invalid word list', async t => {
  const english = wordList.parse(readWordList('en'))
  const wrong: Record<string, unknown> = {
    'a member that is not known': { ...english, greetings: ['hello'] },
    'a missing member': { ...english, by: undefined },
    'upper case': { ...english, by: ['By'] },
    'a curly apostrophe': { ...english, by: ['l’auteur'] },
    'the same phrase twice': { ...english, by: ['by', 'by'] },
    'eleven months': { ...english, months: english.months.slice(1) },
    'a label that is not known': { ...english, labels: { ...english.labels, mood: ['mood'] } },
  }
  for (const [name, list] of Object.entries(wrong)) t.equal(wordList.safeParse(list).success, false, name)
})
