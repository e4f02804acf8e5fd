import type { Inline, Link } from '../domain/body/inline.ts'
import { canonicalLanguage } from '../domain/text/language.ts'

/** Runs as a tree, so that neighbours share the element of a mark that both have. */
export type MarkNode =
  | { kind: 'run'; run: Inline }
  | { kind: 'mark'; mark: Mark; children: MarkNode[] }
  | { kind: 'link'; link: Link; children: MarkNode[] }
  | { kind: 'language'; lang: string; children: MarkNode[] }

/** A mark that wraps what it applies to. */
export type Mark = (typeof marks)[number]

/** From outside in. `code` and `footnote` stay with the run: they are its innermost form. */
const marks = [
  'highlight',
  'underline',
  'strikethrough',
  'strong',
  'emphasis',
  'superscript',
  'subscript',
] as const satisfies (keyof Inline)[]

/** What may wrap runs: equal keys belong together, an empty one is not wrapped. */
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
 * What reaches furthest stands outside; of what reaches equally far the link, then the language, then the marks in their
 * order. No link is cut in two. Runs without text are dropped.
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

/** What to open at a run, and the run behind its end; the next run where there is nothing to open. */
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
 * Behind the last of the runs that a wrap can hold.
 *
 * @param whole whether it must end before a link that it could not hold whole: not within one
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
