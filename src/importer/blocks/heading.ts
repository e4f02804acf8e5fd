import type { Element, ElementContent } from 'hast'
import { plainText } from '../../domain/body/inline.ts'
import { attribute, elements, hasClass, isElement, textOf } from './element.ts'
import { close, type Handler, newOut, placeOf, put, trimmed } from './flow.ts'

/** `h1` to `h6`. One that stands inside a block starts no section: it is said as a paragraph, and its level is kept. */
export const heading: Handler = (element, scope, out, setting) => {
  const level = Number(element.tagName.slice(1))
  const said = newOut()
  const depth = setting.state.depth
  setting.walk(withoutPermalink(element.children), { ...scope, top: false, pre: false }, said)
  const lines = said.pieces.flatMap(piece => (piece.type === 'paragraph' ? [...piece.content, { text: ' ' }] : []))
  const content = trimmed([...lines, ...said.runs]).map(run => ({ ...run, text: run.text.replaceAll('\n', ' ') }))
  const beside = [...said.after, ...said.pieces.filter(piece => piece.type !== 'paragraph')]
  const id = attribute(element, 'id')?.trim()
  if (plainText(content) === '') close(out)
  else if (scope.top && depth === 0) {
    const where = placeOf(element)
    put(out, { type: 'heading', level, content, ...(id && { id }), ...(where && { place: where }) })
    setting.state.headings += 1
    for (const one of idsIn(element)) setting.state.ids.set(one, setting.state.headings)
  } else {
    const detail = `The heading "${plainText(content)}" stands inside a block; it became a paragraph there.`
    setting.reporter.note('heading-nested', detail, placeOf(element))
    put(out, { type: 'paragraph', content: content.map(run => (run.code ? run : { ...run, strong: true })) })
  }
  for (const block of beside) put(out, block)
}

function idsIn(element: Element): string[] {
  return elements([element], () => true).flatMap(one =>
    [attribute(one, 'id') ?? [], attribute(one, 'name') ?? []].flat(),
  )
}

/** Without the link to itself that generators add to a heading. */
function withoutPermalink(children: readonly ElementContent[]): ElementContent[] {
  return children.filter(child => {
    if (!isElement(child, 'a')) return true
    const words = textOf(child).trim()
    const local = attribute(child, 'href')?.includes('#')
    const named = hasClass(
      child,
      /(^|\s)(anchor|headerlink|header-anchor|heading-link|hash-link|permalink|anchor-link|header-link)(\s|$)/,
    )
    return !(local && (named || words === '#' || words === '¶' || words === '§' || words === '🔗') && words.length <= 2)
  })
}
