import type { Element, ElementContent } from 'hast'
import { plainText } from '../../domain/body/inline.ts'
import { withButtonText } from './button.ts'
import { attribute, elements, hasClass, isElement, textOf } from './element.ts'
import { addBlock, endParagraph, type Handler, newOutput, placeOf, trimmed } from './flow.ts'

/** `h1` to `h6`. A heading inside a block starts no section and becomes a bold paragraph. */
export const heading: Handler = (element, scope, out, context) => {
  const level = Number(element.tagName.slice(1))
  const inner = newOutput()
  const depth = context.state.depth
  context.walk(withoutPermalink(withButtonText(element)), { ...scope, top: false, pre: false }, inner)
  const lines = inner.flowBlocks.flatMap(flowBlock =>
    flowBlock.type === 'paragraph' ? [...flowBlock.content, { text: ' ' }] : [],
  )
  const content = trimmed([...lines, ...inner.runs]).map(run => ({ ...run, text: run.text.replaceAll('\n', ' ') }))
  const displaced = [...inner.after, ...inner.flowBlocks.filter(flowBlock => flowBlock.type !== 'paragraph')]
  const id = attribute(element, 'id')?.trim()
  if (plainText(content) === '') endParagraph(out)
  else if (scope.top && depth === 0) {
    const where = placeOf(element)
    addBlock(out, { type: 'heading', level, content, ...(id && { id }), ...(where && { place: where }) })
    context.state.headings += 1
    for (const one of idsIn(element)) context.state.ids.set(one, context.state.headings)
  } else {
    const detail = `The heading "${plainText(content)}" is inside another block. It became a bold paragraph there.`
    context.reporter.note('heading-nested', detail, placeOf(element))
    addBlock(out, { type: 'paragraph', content: content.map(run => (run.code ? run : { ...run, strong: true })) })
  }
  for (const block of displaced) addBlock(out, block)
}

function idsIn(element: Element): string[] {
  return elements([element], () => true).flatMap(one =>
    [attribute(one, 'id') ?? [], attribute(one, 'name') ?? []].flat(),
  )
}

/** Removes the permalink that site generators add to headings. */
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
