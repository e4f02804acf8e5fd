import type { Element } from 'hast'
import type { Inline, Link } from '../../domain/body/inline.ts'
import { brief } from '../fact/report.ts'
import { attribute } from './element.ts'
import { type Handler, placeOf, type Scope, type Setting } from './flow.ts'

/** `a`: its words with the link, or without it where it leads nowhere or is unsafe, which is noted. */
export const anchor: Handler = (element, scope, out, setting) => {
  const href = attribute(element, 'href')
  const reference = href === undefined ? undefined : footnoteName(href, setting)
  if (reference !== undefined) return refer(reference, scope, out.runs, setting)
  const link = href === undefined ? undefined : linkTo(href, element, setting)
  const inner = link ? { ...scope, marks: { ...scope.marks, link } } : scope
  setting.walk(element.children, inner, out)
}

/** Adds a reference to a footnote: its label with the mark. */
export function refer(name: string, scope: Scope, runs: Inline[], { state }: Setting): void {
  const number = state.references.get(name) ?? state.references.size + 1
  state.references.set(name, number)
  const { link: _, superscript: __, ...marks } = scope.marks
  runs.push({ ...marks, text: String(number), footnote: name })
}

/** What a link leads to; undefined, and noted, where it must not survive. */
export function linkTo(raw: string, element: Element, setting: Setting): Link | undefined {
  const href = withTemplates(raw, element, setting)
  if (href === undefined) return undefined
  const { kind, url } = setting.resolve(href, 'link')
  const where = placeOf(element)
  if (url === undefined) {
    if (href.trim() === '') setting.reporter.note('link-empty', 'A link leads nowhere; its words are kept.', where)
    else
      setting.reporter.note(
        kind === 'broken' ? 'link-broken' : 'link-unsafe',
        `The link to "${brief(href)}" was removed; its words are kept.`,
        where,
      )
    return undefined
  }
  if (kind === 'relative') {
    setting.reporter.note(
      'link-relative',
      `The link to "${brief(url)}" does not say its site: without a base address it is one of the articles, or of this site.`,
      where,
    )
  }
  const title = attribute(element, 'title')?.trim()
  return { href: url, ...(title && setting.hasRoom(title.length) && { title: setting.verbatim(title) }) }
}

/** An attribute with its templates put in; undefined, and noted, where one of them has no value. */
export function withTemplates(raw: string, element: Element, setting: Setting): string | undefined {
  let text = ''
  for (const part of setting.cut(raw)) {
    if (typeof part === 'string') text += part
    else if (part.kind === 'link') text += part.href
    else if (part.kind === 'text' && part.value !== undefined) text += part.value
    else if (part.kind !== 'nothing') {
      const detail = `The address "${brief(setting.verbatim(raw))}" is filled by a template that is not known here.`
      setting.reporter.note('address-template', detail, placeOf(element))
      return undefined
    }
  }
  return text
}

function footnoteName(href: string, { state }: Setting): string | undefined {
  const name = href.startsWith('#') ? href.slice(1) : undefined
  return name !== undefined && state.notes.has(name) ? name : undefined
}
