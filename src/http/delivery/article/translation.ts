import { type Choice, chooseTranslation } from '../../../domain/article/translation.ts'
import { articleGroup } from '../../../domain/change.ts'
import type { Instant } from '../../../domain/instant.ts'
import type { DeliveryStore, PrintWithBody } from '../delivery.ts'

/** The print in the preferred language. */
export type FoundTranslation = {
  print: PrintWithBody
  /** In the response if there is no translation into the first language. */
  languageFallback?: { wanted: string; served: string }
  /** Groups that invalidate the response. */
  groups: string[]
  lastModified: Instant
}

/**
 * Chooses among an article and its translations by languages in order of preference. Returns the article itself if there
 * is none in these languages.
 */
export async function findTranslation(
  asked: PrintWithBody,
  wanted: readonly [string, ...string[]],
  store: DeliveryStore,
): Promise<FoundTranslation> {
  const among = [{ id: asked.articleId, language: asked.language }, ...translationsOf(asked)]
  const print = await wholeOf(chooseTranslation(wanted, among), asked, store)
  const [first] = wanted
  const isMet = chooseTranslation([first], [{ id: print.articleId, language: print.language }]) !== undefined
  return {
    print,
    ...(!isMet && { languageFallback: { wanted: first, served: print.language } }),
    groups: [...new Set([asked, print].map(one => articleGroup(one.articleId)))],
    // The article is reprinted when a translation is added or removed.
    lastModified: asked.printedAt > print.printedAt ? asked.printedAt : print.printedAt,
  }
}

/** Adds a member to a JSON object. */
export function withMember(object: Uint8Array, name: string, value: object): Uint8Array {
  return Buffer.concat([object.subarray(0, -1), Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}}`)])
}

async function wholeOf(choice: Choice | undefined, asked: PrintWithBody, store: DeliveryStore): Promise<PrintWithBody> {
  if (!choice || choice.id === asked.articleId) return asked
  const found = await store.find(choice.id)
  return found?.kind === 'print' ? found.print : asked
}

function translationsOf({ body, layout: { metadata } }: PrintWithBody): Choice[] {
  const { translations }: { translations: Choice[] } = JSON.parse(Buffer.from(body.subarray(...metadata)).toString())
  return translations
}
