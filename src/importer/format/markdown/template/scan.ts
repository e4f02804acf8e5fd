import type { Template } from '../../../blocks/flow.ts'
import { excerpt } from '../../../fact/report.ts'
import { fenceRanges } from '../fence-range.ts'
import { liquidOutput, liquidTag } from './liquid.ts'
import { pairedTags } from './pair.ts'
import { hugoTag } from './shortcode.ts'
import type { ScanContext, Tag } from './tag.ts'

/** Limit of a tag, in characters. */
const longest = 5000

const forms: readonly { open: string; close: string; kind: Tag['kind'] }[] = [
  { open: '{{/*', close: '*/}}', kind: 'comment' },
  { open: '{{<', close: '>}}', kind: 'hugo' },
  { open: '{{%', close: '%}}', kind: 'hugo' },
  { open: '{{', close: '}}', kind: 'output' },
  { open: '{%', close: '%}', kind: 'liquid' },
  { open: '{# ', close: '#}', kind: 'comment' },
]

/**
 * Replaces template tags with placeholders: Liquid and Nunjucks (`{% %}`, `{{ }}`), Hugo's shortcodes (`{{< >}}`).
 * Well-known tags become blocks, others stay text, with notes.
 */
export function hideTemplates(source: string, context: ScanContext): string {
  const text = pairedTags(source, context)
  let line = 1
  let isRaw = false
  const closers = closedNames(text)
  const parts: string[] = []
  for (const { start, end, isCode } of fenceRanges(text)) {
    let at = start
    for (let brace = text.indexOf('{', at); brace >= 0 && brace < end; brace = text.indexOf('{', brace)) {
      const tag = tagAt(text, brace, end)
      if (!tag) {
        brace += 1
        continue
      }
      const before = text.slice(at, brace)
      line += newlines(before)
      const turned = /^(end)?raw$/.test(tag.name) && tag.kind === 'liquid'
      if (turned) isRaw = tag.name === 'raw'
      parts.push(before, turned || !(isRaw || isCode) ? hidden({ ...tag, line }, closers, context) : tag.source)
      line += newlines(tag.source)
      at = brace + tag.source.length
      brace = at
    }
    const rest = text.slice(at, end)
    line += newlines(rest)
    parts.push(rest)
  }
  return parts.join('')
}

/** The placeholder of a tag, followed by the line ends in it. */
function hidden(tag: Tag, closers: ReadonlySet<string>, { store, reporter, base, inlines }: ScanContext): string {
  const place = { line: tag.line }
  const note = (code: string, detail: string) => reporter.note(code, detail, place)
  const read =
    tag.kind === 'liquid' ? liquidTag : tag.kind === 'output' ? liquidOutput : tag.kind === 'hugo' ? hugoTag : comment
  const template = read(tag, { base, inlines, note }) ?? unknownTag(tag, closers, note)
  if (template === undefined) note('template-kept', `${excerpt(tag.source)} is not supported. It was kept as text.`)
  else if (template.kind === 'nothing') reporter.consume('template', tag.source, place)
  else {
    const what = template.kind === 'text' ? (template.value === undefined ? 'text' : 'an address') : 'a block'
    note('template-translated', `${excerpt(tag.source)} was converted to ${what}.`)
  }
  const isSwitch = tag.kind === 'liquid' && /^(end)?raw$/.test(tag.name)
  const shown: Template = template ?? { kind: 'text', text: tag.source }
  return store.put(tag.source, shown, isSwitch ? '' : undefined) + '\n'.repeat(newlines(tag.source))
}

const closing = /\{\{[<%][ \t]{0,20}\/[ \t]{0,20}([\w./-]{1,60})|\{%-?[ \t]{0,20}end(\w{1,60})/g
const flow = /^(?:end)?(?:if|unless|for|case|tablerow|block|macro|raw|comment)$/
const silent =
  /^(?:assign|capture|endcapture|increment|decrement|layout|extends|set|cycle|break|continue|liquid|seo|toc|feed_meta)$/

/** The names of tags that have an end tag. */
function closedNames(text: string): Set<string> {
  return new Set([...text.matchAll(closing)].map(([, hugo, liquid]) => hugo ?? liquid ?? ''))
}

/** Tags that show nothing by themselves, and unknown paired tags, whose content is kept. */
function unknownTag(
  { kind, name, source }: Tag,
  closers: ReadonlySet<string>,
  note: (code: string, detail: string) => void,
): Template | undefined {
  const isPair = closers.has(name.replace(kind === 'liquid' ? /^end/ : /^\//, ''))
  if (kind === 'liquid' && silent.test(name))
    note('template-removed', `${excerpt(source)} shows nothing. It was removed.`)
  else if (kind !== 'output' && isPair && !(kind === 'liquid' && flow.test(name))) {
    if (!/^(?:\/|end)/.test(name)) note('template-removed', `${excerpt(source)} was removed. Its content was kept.`)
  } else return undefined
  return { kind: 'nothing', breaks: false }
}

function comment(): Template {
  return { kind: 'nothing', breaks: false }
}

function tagAt(text: string, at: number, end: number): Omit<Tag, 'line'> | undefined {
  const form = forms.find(({ open }) => text.startsWith(open, at))
  if (!form) return undefined
  const window = text.slice(at + form.open.length, Math.min(end, at + longest))
  const closing = window.indexOf(form.close)
  if (closing < 0) return undefined
  const inner = window.slice(0, closing)
  if (/\n[ \t]*\n/.test(inner)) return undefined
  const [, name = '', rest = ''] =
    /^[-~]?\s*((?:\/\s*)?[^\s"'|]*)([\s\S]*)$/.exec(inner.replace(/[-~/]$/, '').trimEnd()) ?? []
  const source = text.slice(at, at + form.open.length + closing + form.close.length)
  return { source, name: name.replace(/\s/g, ''), rest, kind: form.kind }
}

function newlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
