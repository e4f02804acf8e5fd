import t from 'tap'
import { chooseTranslation, decideLink, decideUnlink, demandOwnLanguage } from '../../src/domain/article/translation.ts'
import { article, content, numberedId } from './sample.ts'

const at = '2026-11-23T00:00:00Z'

const choices: [wanted: string[], among: string[], chosen: string | undefined][] = [
  [['de'], ['en', 'de'], 'de'],
  [['de-AT'], ['en', 'de-AT', 'de'], 'de-AT'],
  [['de-AT'], ['en', 'de-CH', 'de'], 'de'],
  [['de-AT'], ['en', 'de-CH'], 'de-CH'],
  [['de'], ['en', 'de-CH'], 'de-CH'],
  [['zh-Hant-TW'], ['zh', 'zh-Hant'], 'zh-Hant'],
  [['de', 'fr'], ['fr', 'en'], 'fr'],
  [['de', 'fr'], ['en', 'fr-CA', 'de-AT'], 'de-AT'],
  [['de', 'fr'], ['en'], undefined],
  [['d'], ['de'], undefined],
]

for (const [wanted, among, chosen] of choices) {
  t.test(`chooseTranslation: ${wanted.join()} among ${among.join()} is ${chosen ?? 'none'}`, async t => {
    const all = among.map((language, index) => ({ id: numberedId(index), language }))
    t.equal(chooseTranslation(wanted, all)?.language, chosen)
  })
}

t.test(
  'decideLink and decideUnlink make a new version once, and keep the distance to the published version',
  async t => {
    const imported = { hash: 'h', version: 3, origin: 'o' }
    const [now, group] = [article({ version: 3, publishedVersion: 3, imported }), numberedId(9)]
    const next = (version: number) => ({
      ...now,
      version,
      publishedVersion: version,
      imported: { ...imported, version },
      modifiedAt: at,
    })
    const linked = { ...next(4), translationGroup: group }
    const detail = { translationGroup: group }
    t.strictSame(decideLink(now, group, at), { article: linked, audit: { action: 'article.link', detail } })
    t.strictSame(decideLink(linked, group, at), { unchanged: true })
    t.strictSame(decideUnlink(linked, at), {
      article: next(5),
      audit: { action: 'article.unlink', detail },
    })
    t.strictSame(decideUnlink(now, at), { unchanged: true })
    for (const status of ['deleted', 'withdrawn'] as const) {
      t.throws(() => decideLink({ ...now, status }, group, at), { code: 'transition-refused' })
      t.throws(() => decideUnlink({ ...linked, status }, at), { code: 'transition-refused' })
    }
  },
)

t.test(
  'demandOwnLanguage checks an article that joins a group or changes its language there, and no other',
  async t => {
    const [group, other] = [numberedId(9), numberedId(2)]
    const alone = article()
    const grouped = article({ translationGroup: group })
    const german = { ...grouped, content: content({ language: 'de' }) }
    const around = { translationIn: () => ({ articleId: other, language: 'de' }) }
    for (const [now, next] of [
      [undefined, grouped],
      [alone, grouped],
      [grouped, german],
      [{ ...grouped, translationGroup: numberedId(8) }, grouped],
    ] as const) {
      t.throws(() => demandOwnLanguage(now, next, around, '/language'), {
        code: 'translation-taken',
        message: `Another translation is in the language "de": /v1/editorial/articles/${other}.`,
        faults: [{ pointer: '/language' }],
      })
      t.throws(() => demandOwnLanguage(now, next, around), { code: 'translation-taken', faults: [] })
      t.doesNotThrow(() => demandOwnLanguage(now, next, { translationIn: () => undefined }))
    }
    t.doesNotThrow(() => demandOwnLanguage(grouped, { ...grouped, version: 9 }, around))
    t.doesNotThrow(() => demandOwnLanguage(undefined, alone, around))
  },
)
