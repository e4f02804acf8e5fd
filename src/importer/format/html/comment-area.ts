import type { Element } from 'hast'
import { attribute } from '../../blocks/element.ts'

/** Characters of class and id that are examined. */
export const longestName = 1000

const names =
  /(?:^|[\s_])(?:comments?(?:[-_](?:list|area|section|wrap|wrapper|container|thread|form|body|content))?|commentlist|disqus[-_]thread|respond|reader-?comments|fb-comments|livefyre[a-z-]*|coral[a-z-]*)(?:\s|$)/i

/** Whether class or id say that an element contains the comments of readers. */
export function isCommentArea(element: Element): boolean {
  return names.test(`${attribute(element, 'className') ?? ''} ${attribute(element, 'id') ?? ''}`.slice(0, longestName))
}
