import type { Element } from 'hast'
import { plainText } from '../../../domain/body/inline.ts'
import { takeawayHeading } from '../../fact/takeaway-heading.ts'
import { attribute, firstAttribute } from '../element.ts'
import type { FlowBlock, TakeawayBox } from '../flow.ts'

/** Elements that can be a box of key takeaways. */
export const boxNames: ReadonlySet<string> = new Set(['div', 'aside', 'section', 'details', 'ul', 'ol'])

/** Class names and ids of such boxes. They are English on pages in all languages. */
const named =
  /(?:^|[^a-z])(?:key[-_]?)?take[-_]?aways(?:$|[^a-z])|key[-_]?take[-_]?away|key[-_]?(?:points|findings|highlights|facts)|(?:^|[^a-z])tl[-_]?dr(?:$|[^a-z])|ai[-_]summari[sz]e/i

/** Characters of class and id that are examined. */
const longestName = 1000
/** Limit of the blocks of a box: a label, an introduction, the list and a divider. */
const maxBlocks = 4

/** Whether class, id or label of an element announces key takeaways. */
export function isNamedBox(element: Element): boolean {
  const names = `${attribute(element, 'className') ?? ''} ${attribute(element, 'id') ?? ''}`
  return (
    named.test(names.slice(0, longestName)) ||
    takeawayHeading(firstAttribute(element, ['ariaLabel', 'title']) ?? '') === 'sure'
  )
}

/**
 * The box that an element is; undefined if it has other content than a label and a list.
 *
 * @param from index of its first block
 */
export function takeawayBox(element: Element, flowBlocks: readonly FlowBlock[], from: number): TakeawayBox | undefined {
  const count = flowBlocks.length - from
  if (count === 0 || count > maxBlocks) return undefined
  const blocks = flowBlocks.slice(from)
  const [label] = blocks
  const isLabelled =
    (label?.type === 'heading' || label?.type === 'paragraph') && takeawayHeading(plainText(label.content)) === 'sure'
  const isNamed = isNamedBox(element)
  return isNamed || isLabelled ? { blocks, isNamed } : undefined
}
