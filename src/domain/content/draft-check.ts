import { absoluteUrl, webSchemes } from '../address/absolute-url.ts'
import { plainText } from '../body/inline.ts'
import { leadAnchor } from '../body/outline.ts'
import type { Fault } from '../error.ts'
import { shown } from '../input/issue.ts'
import { isSlug, slugify, slugLimit } from '../text/slug.ts'
import { checkContent } from './check.ts'
import type { Content } from './content.ts'
import { type Draft, type DraftSection, type DraftTakeaway, levelled, maxTerms, runsOf } from './draft.ts'

/**
 * Finds takeaways that refer to a missing section. If the edit removed the section, the reference is dropped instead.
 */
export function checkSummedUp(draft: Draft, now: Content, previous: Content | undefined): Fault[] {
  const anchors = new Set([...(previous?.sections ?? []), ...now.sections].map(({ anchor }) => anchor))
  const given = draft.keyTakeaways ?? []
  return given.flatMap(({ sectionAnchor }, index) => {
    if (sectionAnchor === undefined || anchors.has(sectionAnchor)) return []
    const pointer = `/keyTakeaways/${index}/sectionAnchor`
    return [{ location: 'body', pointer, code: 'invalid', detail: 'No section has this anchor.' }]
  })
}

/** Finds faults of a draft that its schema cannot detect, with pointers into it. */
export function checkDraft(draft: Draft): Fault[] {
  const sections = (draft.sections ?? []).map(levelled)
  const content = { ...draft, keyTakeaways: (draft.keyTakeaways ?? []).map(runsOf), sections }
  const found = checkContent({ ...content, footnotes: draft.footnotes ?? [] })
  const urls = addresses(draft).flatMap(([pointer, url]) => checkUrl(pointer, url))
  const anchors = sections.flatMap(checkAnchor)
  return [
    ...checkSlug(draft.slug),
    ...checkCount('tags', draft.tags),
    ...checkCount('authors', draft.authors),
    ...urls,
    ...anchors,
    ...checkTakeaways(draft.keyTakeaways ?? []),
    ...found.map(inBody),
  ]
}

function checkCount(member: string, given: readonly unknown[] = []): Fault[] {
  if (given.length <= maxTerms) return []
  const detail = `An article has at most ${maxTerms} ${member}, not ${given.length}.`
  return [{ location: 'body', pointer: `/${member}`, code: 'too-large', detail }]
}

function checkSlug(slug: string | undefined): Fault[] {
  if (slug === undefined || isSlug(slug)) return []
  const suggestion = slugify(slug)
  const detail = 'A slug has lower-case letters, digits and single hyphens, at most 200, and is not shaped like a UUID.'
  return [{ location: 'body', pointer: '/slug', code: 'invalid', detail, ...(suggestion && { suggestion }) }]
}

function checkAnchor({ anchor, heading }: DraftSection, index: number): Fault[] {
  const place = { location: 'body', pointer: `/sections/${index}/anchor`, code: 'invalid' } as const
  if (anchor === undefined) return []
  if (heading === undefined) {
    if (anchor === leadAnchor) return []
    return [{ ...place, detail: 'The anchor of the lead is "lead".', suggestion: leadAnchor }]
  }
  // A numbered anchor may be longer than a slug.
  if (isSlug(anchor) || anchor.length > slugLimit) return []
  const suggestion = slugify(anchor)
  return [
    {
      ...place,
      detail: 'An anchor has lower-case letters, digits and single hyphens.',
      ...(suggestion && { suggestion }),
    },
  ]
}

function checkTakeaways(given: readonly DraftTakeaway[]): Fault[] {
  return given.flatMap((one, index) => {
    if (plainText(runsOf(one).content).trim() !== '') return []
    return [
      {
        location: 'body',
        pointer: `/keyTakeaways/${index}`,
        code: 'required',
        detail: 'A takeaway has words: `text` or `content`.',
      },
    ]
  })
}

/** The URLs outside of the body. */
function addresses({ source, rights, authors = [] }: Draft): [pointer: string, url: string | undefined][] {
  return [
    ['/source/url', source?.url],
    ['/rights/license/url', rights?.license?.url],
    ...authors.flatMap(({ pageUrl, image }, index): [string, string | undefined][] => [
      [`/authors/${index}/pageUrl`, pageUrl],
      [`/authors/${index}/image/url`, image?.url],
    ]),
  ]
}

function checkUrl(pointer: string, url: string | undefined): Fault[] {
  if (url === undefined || absoluteUrl(url, webSchemes) !== undefined) return []
  return [
    { location: 'body', pointer, code: 'invalid', detail: `The URL ${shown(url)} must be absolute (http, https).` },
  ]
}

function inBody({ pointer, code, detail }: ReturnType<typeof checkContent>[number]): Fault {
  return { location: 'body', pointer, code, detail }
}
