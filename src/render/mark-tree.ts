import type { Inline, Link } from '../domain/body/inline.ts'
import { canonicalLanguage } from '../domain/text/language.ts'

/** Inlines as a tree, so that neighbours share the element of a common mark. */
export type MarkNode =
  | { kind: 'run'; run: Inline }
  | { kind: 'mark'; mark: Mark; children: MarkNode[] }
  | { kind: 'link'; link: Link; children: MarkNode[] }
  | { kind: 'language'; lang: string; children: MarkNode[] }

/** A mark that wraps inlines. */
export type Mark = (typeof marks)[number]

/** From outermost to innermost. `code` and `footnote` belong to the inline itself. */
const marks = [
  'highlight',
  'underline',
  'strikethrough',
  'strong',
  'emphasis',
  'superscript',
  'subscript',
] as const satisfies (keyof Inline)[]

/** The wrappers of an inline: equal keys belong together; an empty key wraps nothing. */
type Wrap = { key(run: Inline): string; node(first: Inline, children: MarkNode[]): MarkNode }

const linkWrap: Wrap = {
  key: ({ link }) => (link ? JSON.stringify([link.href, link.title]) : ''),
  node: ({ link = { href: '' } }, children) => ({ kind: 'link', link, children }),
}

const wraps: readonly Wrap[] = [
  linkWrap,
  {
    key: ({ lang }) => (lang === undefined ? '' : (canonicalLanguage(lang) ?? '')),
    node: ({ lang = '' }, children) => ({ kind: 'language', lang: canonicalLanguage(lang) ?? lang, children }),
  },
  ...marks.map(
    (mark): Wrap => ({
      key: run => (run[mark] ? mark : ''),
      node: (_, children) => ({ kind: 'mark', mark, children }),
    }),
  ),
]

/**
 * The longest wrapper is outermost; among equally long ones the link, then the language, then the marks in order. A link is
 * never split. Inlines without text are dropped.
 */
export function markTree(content: readonly Inline[]): MarkNode[] {
  return grow(
    content.filter(run => run.text !== ''),
    wraps,
  )
}

function grow(runs: readonly Inline[], free: readonly Wrap[]): MarkNode[] {
  const nodes: MarkNode[] = []
  for (let start = 0; start < runs.length; ) {
    const run = runs[start]
    if (!run) break
    const [outer, end] = furthest(runs, start, free)
    if (outer) {
      const inner = free.filter(wrap => wrap !== outer)
      nodes.push(outer.node(run, grow(runs.slice(start, end), inner)))
    } else nodes.push({ kind: 'run', run })
    start = end
  }
  return nodes
}

/** The wrapper to open at an inline, and the index after its end; the next index if there is none. */
function furthest(runs: readonly Inline[], start: number, free: readonly Wrap[]): [Wrap | undefined, number] {
  let outer: Wrap | undefined
  let best = start
  for (const wrap of free) {
    const end = reach(runs, start, wrap, free.includes(linkWrap))
    if (end <= best) continue
    outer = wrap
    best = end
  }
  return outer ? [outer, best] : [undefined, start + 1]
}

/**
 * The index after the last inline that a wrapper can contain.
 *
 * @param whole whether the wrapper must end before a link that it cannot contain completely
 */
function reach(runs: readonly Inline[], start: number, wrap: Wrap, whole: boolean): number {
  const key = (index: number, of = wrap) => of.key(runs[index] ?? { text: '' })
  if (key(start) === '') return start
  let end = start + 1
  while (end < runs.length && key(end) === key(start)) end += 1
  if (wrap === linkWrap || !whole) return end
  const within = (index: number) => key(index, linkWrap) !== '' && key(index, linkWrap) === key(index - 1, linkWrap)
  while (end > start && end < runs.length && within(end)) end -= 1
  return end
}
