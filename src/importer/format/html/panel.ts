import type { Element, Root } from 'hast'
import { attribute, elements, isElement } from '../../blocks/element.ts'
import type { Page } from './page.ts'

/**
 * Shows the panels that buttons of the text open, such as the answers of an accordion. Changes the tree and the page.
 *
 * @param texts elements that are part of the text around them
 */
export function showPanels(tree: Root, texts: ReadonlySet<Element>, nodes: Page['nodes']): void {
  const ids = new Set(
    [...texts]
      .filter(one => isElement(one, 'button'))
      .flatMap(button => attribute(button, 'ariaControls')?.split(' ') ?? []),
  )
  if (ids.size === 0) return
  for (const panel of elements([tree], one => ids.has(attribute(one, 'id') ?? ''))) {
    for (const name of ['hidden', 'style', 'ariaHidden']) delete panel.properties[name]
    const node = nodes.get(panel)
    for (const name of ['hidden', 'style', 'aria-hidden']) node?.removeAttribute(name)
  }
}
