import type { Element, ElementContent } from 'hast'
import type { BlockOf, ListItem } from '../../domain/body/block.ts'
import { mergeRuns, plainText } from '../../domain/body/inline.ts'
import { blocksText } from '../../domain/body/word-count.ts'
import { withButtonText } from './button.ts'
import { attribute, isElement } from './element.ts'
import { addBlock, type Handler, placeOf, readChildren } from './flow.ts'

/** `ul`, `ol`, `menu`. A list directly inside a list belongs to the item before it. */
export const list: Handler = (element, scope, out, context) => {
  const items: ListItem[] = []
  const numbers = numbersOf(element)
  for (const [at, group] of groups(element).entries()) {
    const item = itemOf(readChildren(group.children, scope, context))
    const last = items.at(-1)
    if (!group.isItem && last) {
      last.blocks.push(
        ...(item.content.length > 0 ? [{ type: 'paragraph' as const, content: item.content }] : []),
        ...item.blocks,
      )
    } else if (item.content.length > 0 || item.blocks.length > 0 || group.isItem)
      items.push(group.isItem && numbers ? withNumber(item, numbers.get(at)) : item)
  }
  const filled = items.filter(item => item.content.length > 0 || item.blocks.length > 0)
  if (filled.length === 0) return
  if (numbers) {
    const detail = 'A list does not count up by one. Its numbers became text of its items.'
    context.reporter.note('list-numbers', detail, placeOf(element))
  }
  addBlock(out, { type: 'list', ...(numbers ? { ordered: false } : numbering(element)), items: filled })
}

/** Numbers of a list that counts down or skips numbers, by index of the group; undefined for other lists. */
function numbersOf(element: Element): Map<number, number> | undefined {
  if (element.tagName !== 'ol') return undefined
  const all = groups(element)
  const values = all.map(({ value }) => value)
  const isReversed = attribute(element, 'reversed') !== undefined
  const step = isReversed ? -1 : 1
  const count = all.filter(({ isItem }) => isItem).length
  let next = wholeNumber(attribute(element, 'start')) ?? (isReversed ? count : 1)
  let isPlain = !isReversed || count < 2
  let isFirst = true
  const numbers = new Map<number, number>()
  for (const [at, { isItem }] of all.entries()) {
    if (!isItem) continue
    const value = values[at] ?? next
    if (value !== next && !isFirst) isPlain = false
    numbers.set(at, value)
    next = value + step
    isFirst = false
  }
  return isPlain ? undefined : numbers
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d{1,9}\s*$/.test(text) ? Number(text) : undefined
}

function withNumber(item: ListItem, number: number | undefined): ListItem {
  return number === undefined ? item : { ...item, content: mergeRuns([{ text: `${number}. ` }, ...item.content]) }
}

/** A checkbox of a task list, at the start of its item. */
export const checkbox: Handler = (element, _, out) => {
  const isStart = out.flowBlocks.length === 0 && out.runs.every(({ text }) => text.trim() === '')
  if (isStart && attribute(element, 'type') === 'checkbox') out.checked ??= attribute(element, 'checked') !== undefined
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
    const part = isElement(child, 'dt') ? { ...child, children: withButtonText(child) } : child
    const definition = itemOf(readChildren([part], scope, context))
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
  const text = (parts: ListItem[]) =>
    parts.map(({ content, blocks }) => [plainText(content), blocksText(blocks)].filter(Boolean).join('\n'))
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

type Group = { isItem: boolean; value?: number | undefined; children: ElementContent[] }

function groups(element: Element): Group[] {
  const found: Group[] = []
  for (const child of element.children) {
    if (isElement(child, 'li'))
      found.push({ isItem: true, value: wholeNumber(attribute(child, 'value')), children: child.children })
    else if (child.type !== 'text' || child.value.trim() !== '') found.push({ isItem: false, children: [child] })
  }
  return found
}

function numbering(element: Element): { ordered: boolean; start?: number } {
  if (element.tagName !== 'ol') return { ordered: false }
  const [first] = element.children.filter(child => isElement(child, 'li'))
  const stated = first && isElement(first, 'li') ? attribute(first, 'value') : undefined
  const start = Number(stated ?? attribute(element, 'start') ?? 1)
  return {
    ordered: true,
    ...(Number.isInteger(start) && start !== 1 && start >= 0 && start <= 999_999_999 && { start }),
  }
}
