import type { Inline, Link } from '../domain/inline.ts'
import { canonicalLanguage } from '../domain/language.ts'

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

/** Link outside, then language, then the marks. Runs without text are dropped. */
export function markTree(content: readonly Inline[]): MarkNode[] {
  const runs = content.filter(run => run.text !== '')
  return group(
    runs,
    run => (run.link ? JSON.stringify([run.link.href, run.link.title]) : ''),
    (same, first) => (first.link ? { kind: 'link', link: first.link, children: byLanguage(same) } : byLanguage(same)),
  )
}

function byLanguage(runs: readonly Inline[]): MarkNode[] {
  const language = ({ lang }: Inline) => (lang === undefined ? '' : (canonicalLanguage(lang) ?? ''))
  return group(runs, language, (same, first) => {
    const lang = language(first)
    return lang ? { kind: 'language', lang, children: byMark(same, 0) } : byMark(same, 0)
  })
}

function byMark(runs: readonly Inline[], depth: number): MarkNode[] {
  const mark = marks[depth]
  if (!mark) return runs.map(run => ({ kind: 'run', run }))
  return group(
    runs,
    run => (run[mark] ? mark : ''),
    (same, first) =>
      first[mark] ? { kind: 'mark', mark, children: byMark(same, depth + 1) } : byMark(same, depth + 1),
  )
}

/** Splits runs where the key changes and wraps each stretch. */
function group(
  runs: readonly Inline[],
  key: (run: Inline) => string,
  wrap: (same: readonly Inline[], first: Inline) => MarkNode | MarkNode[],
): MarkNode[] {
  const nodes: MarkNode[] = []
  let start = 0
  runs.forEach((run, index) => {
    const next = runs[index + 1]
    if (next && key(next) === key(run)) return
    const wrapped = wrap(runs.slice(start, index + 1), run)
    if (Array.isArray(wrapped)) for (const node of wrapped) nodes.push(node)
    else nodes.push(wrapped)
    start = index + 1
  })
  return nodes
}
