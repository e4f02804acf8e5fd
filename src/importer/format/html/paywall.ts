import { asText, memberOf } from '../../fact/member.ts'
import type { Reporter } from '../../fact/report.ts'
import { draftNote, partNote, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote } from '../../importer.ts'
import type { DomNode, PageDom } from '../../tree/dom.ts'
import { itemprop, metaOf } from './meta.ts'
import type { Page } from './page.ts'

/** Limits of the number and length of selectors. */
const maxSelectors = 20
const longestSelector = 200

/**
 * Finds that an article is not public: schema.org's `isAccessibleForFree: false` in JSON-LD or microdata, or OpenGraph's
 * `article:content_tier`.
 */
export function paywallNote(page: Page, data: unknown): ImportNote | undefined {
  if (isNotFree(memberOf(data, 'isAccessibleForFree')) || isNotFree(itemprop(page, 'isAccessibleForFree')))
    return draftNote('members-only', '"isAccessibleForFree: false" in the page')
  const tier = metaOf(page)('article:content_tier')
  return tier !== undefined && restrictionOf(tier) !== 'public'
    ? draftNote('members-only', `"article:content_tier: ${tier.slice(0, 60)}" in the page`)
    : undefined
}

/**
 * Removes the parts of a page that JSON-LD declares as not free (`hasPart` with `cssSelector`).
 *
 * @returns whether there were any
 */
export function cutPaidParts(dom: PageDom, data: unknown, { note }: Pick<Reporter, 'note'>): boolean {
  const selectors = [memberOf(data, 'hasPart')]
    .flat()
    .filter(part => isNotFree(memberOf(part, 'isAccessibleForFree')))
    .flatMap(part => [memberOf(part, 'cssSelector')].flat())
    .flatMap(selector => asText(selector) ?? [])
  let isCut = false
  for (const selector of selectors.slice(0, maxSelectors)) {
    const parts = selector.length > longestSelector ? [] : select(dom, selector)
    for (const part of parts) part.remove()
    if (parts.length === 0) continue
    isCut = true
    const { code, detail } = partNote('members-only', `"isAccessibleForFree: false" for "${selector}"`)
    note(code, detail)
  }
  return isCut
}

function isNotFree(value: unknown): boolean {
  const text = asText(value)
  return text !== undefined && /^(?:https?:\/\/schema\.org\/)?false$/i.test(text)
}

/** The elements of a selector; none if it is not valid. */
function select(dom: PageDom, selector: string): DomNode[] {
  try {
    return [...dom.body.querySelectorAll(selector)]
  } catch {
    return []
  }
}
