import type { Element, ElementContent, Nodes } from 'hast'
import type { Footnote } from '../../domain/body/footnote.ts'
import { slugify } from '../../domain/text/slug.ts'
import { attribute, elements, hasAttributes, hasClass, isElement, textOf } from './element.ts'
import {
  type FlowState,
  type Handler,
  type Output,
  placeOf,
  type ReadContext,
  readChildren,
  rootScope,
} from './flow.ts'
import { addReference } from './link.ts'

/** `offprint-note`: the definition of a footnote, made by the Markdown importer. */
export const noteDefinition: Handler = (element, _, __, context) => {
  const name = attribute(element, 'name') ?? ''
  if (context.state.notes.has(name)) return
  context.state.notes.set(name, {
    blocks: readChildren(element.children, rootScope, context).blocks,
    place: placeOf(element),
  })
}

/** `offprint-ref`: a reference to a footnote, made by the Markdown importer. */
export const noteReference: Handler = (element, scope, out: Output, context) => {
  addReference(attribute(element, 'name') ?? '', scope, out.runs, context)
}

/**
 * Finds footnotes in lists with ids (GitHub, kramdown, pandoc, WordPress). The caller must remove the lists from the body.
 */
export function footnoteLists(nodes: readonly Nodes[]): Map<Element, Map<string, Element>> {
  const found = new Map<Element, Map<string, Element>>()
  for (const list of elements(nodes, isFootnoteList)) {
    const items = elements(
      list.children,
      one =>
        isElement(one, 'li', 'div', 'p', 'aside') &&
        /\w/.test(attribute(one, 'id') ?? '') &&
        isFootnoteId(attribute(one, 'id') ?? ''),
    )
    if (items.length > 0) found.set(list, new Map(items.map(item => [attribute(item, 'id') ?? '', item])))
  }
  return found
}

/** Reads the footnotes that `footnoteLists` found. */
export function defineFootnotes(lists: ReadonlyMap<Element, ReadonlyMap<string, Element>>, context: ReadContext): void {
  const all = [...lists.values()].flatMap(items => [...items])
  for (const [name] of all) context.state.notes.set(name, { blocks: [], place: undefined })
  for (const [name, item] of all) {
    const { blocks } = readChildren(withoutBackLinks(item).children, rootScope, context)
    context.state.notes.set(name, { blocks, place: placeOf(item) })
  }
}

/** Footnotes in the order of their references. Those without a reference come last. */
export function footnotesOf(
  state: FlowState,
  context: ReadContext,
): { footnotes: Footnote[]; anchors: Map<string, string> } {
  const unused = [...state.notes.keys()].filter(name => !state.references.has(name))
  for (const name of unused) {
    context.reporter.note(
      'footnote-unused',
      `The footnote "${name}" has no reference in the text. It was kept.`,
      state.notes.get(name)?.place,
    )
  }
  const anchors = new Map<string, string>()
  const taken = new Set<string>()
  const names = [...state.references.keys(), ...unused].filter(name => state.notes.has(name))
  const footnotes = names.map((name, index) => {
    const base = `fn-${slugify(name.replace(/^(user-content-)?(fn|footnote|note)[-:_]?/i, '')) || index + 1}`
    const anchor = taken.has(base) ? `${base}-n${index + 1}` : base
    taken.add(anchor)
    anchors.set(name, anchor)
    return { anchor, label: String(index + 1), blocks: state.notes.get(name)?.blocks ?? [] }
  })
  return { footnotes, anchors }
}

function isFootnoteList(element: Element): boolean {
  if (!hasAttributes(element) || !isElement(element, 'div', 'section', 'ol', 'ul', 'aside', 'footer')) return false
  return (
    attribute(element, 'dataFootnotes') !== undefined ||
    attribute(element, 'role') === 'doc-endnotes' ||
    hasClass(
      element,
      /(^|\s)(footnotes|footnote-list|footnotes-list|wp-block-footnotes|endnotes|easy-footnotes-wrapper)(\s|$)/,
    )
  )
}

function isFootnoteId(id: string): boolean {
  return !/^(fnref|footnote-ref|user-content-fnref|footnote-label)/i.test(id)
}

function withoutBackLinks(element: Element): Element {
  const children = element.children.flatMap((child): ElementContent[] =>
    child.type !== 'element' ? [child] : isBackLink(child) ? [] : [withoutBackLinks(child)],
  )
  return { ...element, children }
}

function isBackLink(element: Element): boolean {
  if (element.tagName !== 'a') return false
  const named = hasClass(
    element,
    /(^|\s)(reversefootnote|footnote-back(ref)?|data-footnote-backref|footnote-backlink)(\s|$)/,
  )
  return (
    named ||
    attribute(element, 'role') === 'doc-backlink' ||
    attribute(element, 'dataFootnoteBackref') !== undefined ||
    (isArrow(textOf(element)) && /^#.*ref/i.test(attribute(element, 'href') ?? ''))
  )
}

/** An arrow, with a number if a footnote has several references. */
function isArrow(text: string): boolean {
  return /^(↩|↑|⏎|\^|\ufe0e|\ufe0f|\s|\d)+$/u.test(text)
}
