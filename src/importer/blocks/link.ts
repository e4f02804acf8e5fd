import type { Element } from 'hast'
import type { Inline, Link } from '../../domain/body/inline.ts'
import { excerpt } from '../fact/report.ts'
import { attribute } from './element.ts'
import { type Handler, placeOf, type ReadContext, type Scope } from './flow.ts'

/** `a`: its text with the link, or without an empty, broken or unsafe link, with a note. */
export const anchor: Handler = (element, scope, out, context) => {
  const href = attribute(element, 'href')
  const reference = href === undefined ? undefined : footnoteOf(href, context)
  if (reference !== undefined) return addReference(reference, scope, out.runs, context)
  const link = href === undefined ? undefined : linkTo(href, element, context)
  const inner = link ? { ...scope, marks: { ...scope.marks, link } } : scope
  context.walk(element.children, inner, out)
}

/** Adds a run with a reference to a footnote. */
export function addReference(name: string, scope: Scope, runs: Inline[], { state }: ReadContext): void {
  const number = state.references.get(name) ?? state.references.size + 1
  state.references.set(name, number)
  const { link: _, superscript: __, ...marks } = scope.marks
  runs.push({ ...marks, text: String(number), footnote: name })
}

/** Resolves the address of a link. An address that cannot be kept is undefined, with a note. */
export function linkTo(raw: string, element: Element, context: ReadContext): Link | undefined {
  const href = withTemplates(raw, element, context)
  if (href === undefined) return undefined
  const { kind, url } = context.resolve(href, 'link')
  const where = placeOf(element)
  if (url === undefined) {
    if (href.trim() === '')
      context.reporter.note('link-empty', 'A link without an address was removed. Its text was kept.', where)
    else
      context.reporter.note(
        kind === 'broken' ? 'link-broken' : 'link-unsafe',
        `The link to "${excerpt(href)}" was removed. Its text was kept.`,
        where,
      )
    return undefined
  }
  if (kind === 'relative') {
    context.reporter.note(
      'link-relative',
      `The link to "${excerpt(url)}" is a path without a site. It will lead to an imported article, or to this site. To change that, state the base address.`,
      where,
    )
  }
  const title = attribute(element, 'title')?.trim()
  return { href: url, ...(title && context.fitsBudget(title.length) && { title: context.restoreTemplates(title) }) }
}

/** Evaluates the templates in an attribute. If one has no value, the result is undefined, with a note. */
export function withTemplates(raw: string, element: Element, context: ReadContext): string | undefined {
  let text = ''
  for (const part of context.splitTemplates(raw)) {
    if (typeof part === 'string') text += part
    else if (part.kind === 'link') text += part.href
    else if (part.kind === 'text' && part.value !== undefined) text += part.value
    else if (part.kind !== 'nothing') {
      const detail = `The address "${excerpt(context.restoreTemplates(raw))}" contains a template without a known value.`
      context.reporter.note('address-template', detail, placeOf(element))
      return undefined
    }
  }
  return text
}

function footnoteOf(href: string, { state }: ReadContext): string | undefined {
  const name = href.startsWith('#') ? href.slice(1) : undefined
  return name !== undefined && state.notes.has(name) ? name : undefined
}
