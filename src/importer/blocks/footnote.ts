import type { Element, ElementContent, Nodes } from 'hast'
import type { Footnote } from '../../domain/body/footnote.ts'
import { slugify } from '../../domain/text/slug.ts'
import { attribute, childElements, elements, hasAttributes, hasClass, isElement, textOf } from './element.ts'
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
 * Finds footnotes in lists with ids (GitHub, kramdown, pandoc, WordPress), and in lists without a class whose items are all
 * targets of superscript links and link back. The caller must remove the lists from the body.
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
    if (items.length > 0) found.set(list, byId(items))
  }
  for (const list of plainNoteLists(nodes, found)) found.set(list, byId(childElements(list)))
  return found
}

function byId(items: readonly Element[]): Map<string, Element> {
  return new Map(items.map(item => [attribute(item, 'id') ?? '', item]))
}

/** Lists outside of the known ones, whose items are all targets of superscript links and have an arrow back. */
function plainNoteLists(nodes: readonly Nodes[], known: ReadonlyMap<Element, unknown>): Element[] {
  const lists = elements(
    nodes,
    one => isElement(one, 'ol', 'ul') && !known.has(one) && childElements(one).every(isNote),
  )
  const some = lists.filter(list => childElements(list).length > 0)
  if (some.length === 0) return []
  const inner = new Set([...known.keys()].flatMap(list => elements([list], () => true)))
  const targets = superscriptTargets(nodes)
  return some.filter(
    list => !inner.has(list) && childElements(list).every(item => targets.has(attribute(item, 'id') ?? '')),
  )
}

/** Whether an element is a list item with an id and a link back. */
function isNote(element: Element): boolean {
  return (
    isElement(element, 'li') &&
    /\w/.test(attribute(element, 'id') ?? '') &&
    elements(element.children, isBackLink).length > 0
  )
}

/** The ids that links lead to which are in superscript, or contain only superscript. */
function superscriptTargets(nodes: readonly Nodes[]): Set<string> {
  const isLocal = (one: Element) => isElement(one, 'a') && (attribute(one, 'href') ?? '').startsWith('#')
  const links = [
    ...elements(
      elements(nodes, one => isElement(one, 'sup')),
      isLocal,
    ),
    ...elements(nodes, one => isLocal(one) && childElements(one).some(child => isElement(child, 'sup'))),
  ]
  return new Set(links.map(link => (attribute(link, 'href') ?? '').slice(1)))
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
    isArrowBack(textOf(element), attribute(element, 'href') ?? '')
  )
}

/** Whether a link is an arrow to a place in the article, with a number if a footnote has several references. */
function isArrowBack(text: string, href: string): boolean {
  if (!/^(?:[↩↑⤴⏎↵⬆^\s\d]|\ufe0e|\ufe0f)+$/u.test(text)) return false
  return /^#.*ref/i.test(href) || (href.startsWith('#') && /[^\s\d]/u.test(text))
}
