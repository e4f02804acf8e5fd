import type { Element, ElementContent } from 'hast'
import type { BlockOf, ListItem } from '../../domain/body/block.ts'
import { attribute, isElement } from './element.ts'
import { addBlock, type Handler, readChildren } from './flow.ts'

/** `ul`, `ol`, `menu`. A list directly inside a list belongs to the item before it. */
export const list: Handler = (element, scope, out, context) => {
  const items: ListItem[] = []
  for (const group of groups(element)) {
    const item = itemOf(readChildren(group.children, scope, context))
    const last = items.at(-1)
    if (!group.isItem && last) {
      last.blocks.push(
        ...(item.content.length > 0 ? [{ type: 'paragraph' as const, content: item.content }] : []),
        ...item.blocks,
      )
    } else if (item.content.length > 0 || item.blocks.length > 0 || group.isItem) items.push(item)
  }
  const filled = items.filter(item => item.content.length > 0 || item.blocks.length > 0)
  if (filled.length > 0) addBlock(out, { type: 'list', ...numbering(element), items: filled })
}

/** A checkbox of a task list. */
export const checkbox: Handler = (element, _, out) => {
  if (attribute(element, 'type') === 'checkbox') out.checked = attribute(element, 'checked') !== undefined
}

/** `li` outside of any list. */
export const looseItem: Handler = (element, scope, out, context) => {
  const item = itemOf(readChildren(element.children, scope, context))
  const last = out.runs.length === 0 ? out.flowBlocks.at(-1) : undefined
  if (last?.type === 'list' && !last.ordered) last.items.push(item)
  else addBlock(out, { type: 'list', ordered: false, items: [item] })
}

/** `dl`: the block `other`, with a list of terms and definitions as fallback. */
export const definitionList: Handler = (element, scope, out, context) => {
  const entries: { terms: ListItem[]; definitions: ListItem[] }[] = []
  for (const child of definitions(element)) {
    const definition = itemOf(readChildren([child], scope, context))
    const last = entries.at(-1)
    if (isElement(child, 'dt') && (!last || last.definitions.length > 0))
      entries.push({ terms: [definition], definitions: [] })
    else if (isElement(child, 'dt')) last?.terms.push(definition)
    else if (last) last.definitions.push(definition)
    else entries.push({ terms: [], definitions: [definition] })
  }
  const items = entries.map(entryItem).filter(item => item.content.length > 0 || item.blocks.length > 0)
  if (items.length === 0) return
  const definition: BlockOf<'list'> = { type: 'list', ordered: false, items }
  const text = (parts: ListItem[]) => parts.map(part => part.content.map(run => run.text).join(''))
  const data = {
    entries: entries.map(({ terms, definitions: definition }) => ({
      terms: text(terms),
      definitions: text(definition),
    })),
  }
  addBlock(out, { type: 'other', kind: 'definition-list', blocks: [definition], data })
}

function entryItem({ terms, definitions: definition }: { terms: ListItem[]; definitions: ListItem[] }): ListItem {
  const content = terms.flatMap((term, index) => [
    ...(index === 0 ? [] : [{ text: '\n' }]),
    ...term.content.map(run => ({ ...run, strong: true })),
  ])
  const blocks = [
    ...terms.flatMap(term => term.blocks),
    ...definition.flatMap(({ content: words, blocks: more }) => [...paragraph(words), ...more]),
  ]
  return { content, blocks }
}

function paragraph(content: ListItem['content']): BlockOf<'paragraph'>[] {
  return content.length > 0 ? [{ type: 'paragraph', content }] : []
}

/** The `dt` and `dd` of a list, also within `div` groups. */
function definitions(element: Element): ElementContent[] {
  return element.children.flatMap(child =>
    isElement(child, 'div') ? definitions(child) : child.type === 'text' && child.value.trim() === '' ? [] : [child],
  )
}

/** The first paragraph is the item's own line. */
function itemOf({ blocks, checked }: ReturnType<typeof readChildren>): ListItem {
  const [first, ...rest] = blocks
  const task = checked === undefined ? {} : { checked }
  if (first?.type === 'paragraph') return { content: first.content, ...task, blocks: rest }
  return { content: [], ...task, blocks }
}

function groups(element: Element): { isItem: boolean; children: ElementContent[] }[] {
  const found: { isItem: boolean; children: ElementContent[] }[] = []
  for (const child of element.children) {
    if (isElement(child, 'li')) found.push({ isItem: true, children: child.children })
    else if (child.type !== 'text' || child.value.trim() !== '') found.push({ isItem: false, children: [child] })
  }
  return found
}

function numbering(element: Element): { ordered: boolean; start?: number } {
  if (element.tagName !== 'ol') return { ordered: false }
  const start = Number(attribute(element, 'start') ?? 1)
  return {
    ordered: true,
    ...(Number.isInteger(start) && start !== 1 && start >= 0 && start <= 999_999_999 && { start }),
  }
}
