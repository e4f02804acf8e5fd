import { z } from 'zod'
import { tableOfContentsEntryExample } from '../example/article.ts'
import { slugify } from '../text/slug.ts'
import { anchor, type Section } from './section.ts'

/** The anchor of the text before the first heading. No heading gets it. */
export const leadAnchor = 'lead'

export const tableOfContentsEntry = z
  .object({
    anchor,
    heading: z.string(),
    level: z.int().min(2).max(6),
    get children() {
      return z.array(tableOfContentsEntry)
    },
  })
  .meta({
    id: 'TableOfContentsEntry',
    examples: [tableOfContentsEntryExample],
    description: 'A heading with the headings below it.',
  })

export type TableOfContentsEntry = z.infer<typeof tableOfContentsEntry>

/** The headings of an article as a tree, without the lead. */
export function tableOfContents(sections: readonly Section[]): TableOfContentsEntry[] {
  const top: TableOfContentsEntry[] = []
  const open: TableOfContentsEntry[] = []
  for (const { anchor, heading, level } of sections) {
    if (heading === undefined) continue
    const entry: TableOfContentsEntry = { anchor, heading, level, children: [] }
    while ((open.at(-1)?.level ?? 0) >= level) open.pop()
    const siblings = open.at(-1)?.children ?? top
    siblings.push(entry)
    open.push(entry)
  }
  return top
}

/**
 * An anchor for a heading that is not in `taken`: the slug of its text, numbered from 2 if necessary.
 *
 * @param numbers the next number to try for each slug: for callers that only add to `taken`
 */
export function anchorFor(heading: string, taken: ReadonlySet<string>, numbers = new Map<string, number>()): string {
  const base = slugify(heading) || 'section'
  let number = numbers.get(base) ?? 1
  const candidate = () => (number === 1 ? base : `${base}-${number}`)
  while (taken.has(candidate()) || candidate() === leadAnchor) number += 1
  numbers.set(base, number)
  return candidate()
}

/** The same sections with `parentAnchor`: the nearest section before each one with a lower heading level. */
export function withParents<Kind extends Section>(sections: readonly Kind[]): Kind[] {
  const open: Section[] = []
  return sections.map(section => {
    const { parentAnchor: _, ...own } = section
    if (section.heading === undefined) return own as Kind
    while ((open.at(-1)?.level ?? 0) >= section.level) open.pop()
    const parent = open.at(-1)
    open.push(section)
    return (parent ? { ...own, parentAnchor: parent.anchor } : own) as Kind
  })
}
