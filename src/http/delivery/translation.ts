import { type Choice, chooseTranslation } from '../../domain/article/translation.ts'
import { articleGroup } from '../../domain/change.ts'
import type { Instant } from '../../domain/instant.ts'
import type { DeliveryStore, WholePrint } from './delivery.ts'

/** The print that answers a wish for languages. */
export type Translated = {
  print: WholePrint
  /** What the answer says where the first language wanted was not to be had. */
  languageFallback?: { wanted: string; served: string }
  /** What a change of makes the answer another. */
  groups: string[]
  lastModified: Instant
}

/**
 * The best of an article and its translations for the languages wanted, the best one first; the article itself where
 * there is none of them.
 */
export async function translated(
  asked: WholePrint,
  wanted: readonly [string, ...string[]],
  store: DeliveryStore,
): Promise<Translated> {
  const among = [{ id: asked.articleId, language: asked.language }, ...translationsOf(asked)]
  const print = await wholeOf(chooseTranslation(wanted, among), asked, store)
  const [first] = wanted
  const isMet = chooseTranslation([first], [{ id: print.articleId, language: print.language }]) !== undefined
  return {
    print,
    ...(!isMet && { languageFallback: { wanted: first, served: print.language } }),
    groups: [...new Set([asked, print].map(one => articleGroup(one.articleId)))],
    // A translation that comes or leaves has the article printed again.
    lastModified: asked.printedAt > print.printedAt ? asked.printedAt : print.printedAt,
  }
}

/** A JSON object with one more member. */
export function withMember(object: Uint8Array, name: string, value: object): Uint8Array {
  return Buffer.concat([object.subarray(0, -1), Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}}`)])
}

async function wholeOf(choice: Choice | undefined, asked: WholePrint, store: DeliveryStore): Promise<WholePrint> {
  if (!choice || choice.id === asked.articleId) return asked
  const found = await store.find(choice.id)
  return found?.kind === 'print' ? found.print : asked
}

function translationsOf({ body, layout: { metadata } }: WholePrint): Choice[] {
  const { translations }: { translations: Choice[] } = JSON.parse(Buffer.from(body.subarray(...metadata)).toString())
  return translations
}
