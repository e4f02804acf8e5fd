import { z } from 'zod'
import { linkExample } from '../example/block.ts'
import { id } from '../id.ts'

const mark = (description: string) => z.boolean().optional().meta({ description })

export const link = z
  .object({
    href: z
      .string()
      .min(1)
      .meta({
        description:
          'Absolute URL (`http`, `https`, `mailto`, `tel`, `ftp`, `irc`, `ircs` or `xmpp`), or `#anchor` within the same article.',
        examples: ['https://www.example.org/ferries'],
      }),
    title: z.string().optional(),
    articleId: id.optional().meta({ description: 'Present if the link leads to an article of this publication.' }),
    slug: z.string().optional().meta({
      description: 'The slug of that article. Present with `articleId` in delivered articles; ignored in requests.',
    }),
  })
  .meta({ id: 'Link', examples: [linkExample], description: 'The link of a run of text.' })

export const inline = z
  .object({
    text: z.string().meta({
      description: 'The text. A line feed is a hard line break. The `text` of all runs, joined, is the plain text.',
    }),
    strong: mark('Of strong importance.'),
    emphasis: mark('Stressed.'),
    code: mark('A fragment of computer code.'),
    strikethrough: mark('No longer valid.'),
    underline: mark('Underlined.'),
    subscript: mark('Subscript.'),
    superscript: mark('Superscript.'),
    highlight: mark('Marked for reference.'),
    lang: z.string().optional().meta({ description: 'Language tag (BCP 47), if it differs from that of the article.' }),
    footnote: z.string().optional().meta({ description: 'Anchor of the footnote that this run refers to.' }),
    link: link.optional(),
  })
  .meta({
    id: 'Inline',
    description: 'A run of text with its marks. New marks may be added to v1; `text` alone is always correct.',
    examples: [{ text: 'two electric ferries', strong: true }],
  })

export const inlines = z.array(inline)

export type Inline = z.infer<typeof inline>
export type Link = z.infer<typeof link>

/** The text of inlines, without marks. */
export function plainText(content: readonly Inline[]): string {
  return content.length === 1 ? (content[0]?.text ?? '') : content.map(run => run.text).join('')
}

/** The same inlines without empty runs; neighbouring runs with equal marks are merged. */
export function mergeRuns(content: readonly Inline[]): Inline[] {
  const merged: Inline[] = []
  for (const run of content) {
    if (run.text === '') continue
    const last = merged.at(-1)
    if (last && isAlike(last, run)) last.text += run.text
    else merged.push(isPlain(run) ? { text: run.text } : withoutUnset(run))
  }
  return merged
}

/** Whether a run has no member for a mark, which is the usual case. */
function isPlain(run: Inline): boolean {
  for (const name in run) if (name !== 'text') return false
  return true
}

/** A copy of the run without the marks that are false. */
function withoutUnset({ text, link, ...marks }: Inline): Inline {
  const set = hasUnset(marks)
    ? Object.fromEntries(Object.entries(marks).filter(([, value]) => value !== undefined && value !== false))
    : marks
  return link ? { text, ...set, link: { ...link } } : { text, ...set }
}

function hasUnset(marks: Omit<Inline, 'text' | 'link'>): boolean {
  for (const name in marks) {
    const value = marks[name as keyof typeof marks]
    if (value === undefined || value === false) return true
  }
  return false
}

/** Whether two inlines have equal marks, ignoring the order of members. */
function isAlike(a: Inline, b: Inline): boolean {
  return isSameLink(a.link, b.link) && hasMarksOf(a, b) && hasMarksOf(b, a)
}

function isSameLink(a: Link | undefined, b: Link | undefined): boolean {
  return a === b || (a?.href === b?.href && a?.title === b?.title && a?.articleId === b?.articleId)
}

function hasMarksOf(run: Inline, other: Inline): boolean {
  for (const name in other) {
    if (name === 'text' || name === 'link') continue
    const value = other[name as keyof Inline]
    if (value !== undefined && value !== false && run[name as keyof Inline] !== value) return false
  }
  return true
}
