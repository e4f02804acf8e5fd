import type { Block } from '../body/block.ts'
import { plainText } from '../body/inline.ts'
import type { KeyTakeaway } from '../body/key-takeaway.ts'
import type { Section } from '../body/section.ts'
import type { Content } from '../content/content.ts'
import { compareSequences, type Pair } from '../text/sequence-diff.ts'
import type { BlockDifference, ComparedTakeaway, EditionDiff, SectionHead } from './edition-diff.ts'

/** One side of a comparison: the members of the article by name, and its body. */
export type Compared = {
  members: Readonly<Record<string, unknown>>
  body: Pick<Content, 'keyTakeaways' | 'sections' | 'footnotes'>
}

/** The differences: members by name, sections and takeaways by id, footnotes by anchor, blocks by content. */
export function compareEditions(before: Compared, after: Compared): EditionDiff {
  return {
    members: compareMembers(before.members, after.members),
    keyTakeaways: compareList(before.body.keyTakeaways, after.body.keyTakeaways, one => one.id).map(
      ({ key, ...difference }) => ({ id: key, ...showing(difference, takeawayOf) }),
    ),
    sections: compareSections(before.body.sections, after.body.sections),
    footnotes: compareList(before.body.footnotes, after.body.footnotes, one => one.anchor).map(
      ({ key, ...difference }) => ({ anchor: key, ...difference }),
    ),
  }
}

function compareMembers(before: Compared['members'], after: Compared['members']): EditionDiff['members'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap(member => {
    const [was, is] = [before[member], after[member]]
    if (same(was, is)) return []
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    return [{ member, change, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }]
  })
}

type Difference<Item> = {
  key: string
  change: 'added' | 'removed' | 'changed' | 'moved'
  positionBefore?: number
  positionAfter?: number
  before?: Item
  after?: Item
}

function compareList<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): Difference<Item>[] {
  return compareSequences(before.map(keyOf), after.map(keyOf)).flatMap(pair => {
    const difference = differenceOf(pair, before, after)
    const item = difference.after ?? difference.before
    const isSame = difference.change === 'changed' && same(difference.before, difference.after)
    if (item === undefined || (isSame && !pair.moved)) return []
    return [{ key: keyOf(item), ...difference, ...(isSame && { change: 'moved' as const }) }]
  })
}

function compareSections(before: readonly Section[], after: readonly Section[]): EditionDiff['sections'] {
  const byId = (one: Section) => one.id
  return compareSequences(before.map(byId), after.map(byId)).flatMap(pair => {
    const difference = differenceOf(pair, before, after)
    const { before: was, after: is } = difference
    const blocks = compareBlocks(was?.blocks ?? [], is?.blocks ?? [])
    const isSame = blocks.length === 0 && same(was && headOf(was), is && headOf(is))
    if (isSame && !pair.moved && was && is) return []
    const change = isSame && was && is ? 'moved' : difference.change
    return [{ id: is?.id ?? was?.id ?? '', ...showing(difference, headOf), change, blocks }]
  })
}

/** Compares blocks by content. A removed block and an added one of the same type in its place count as one change. */
function compareBlocks(before: readonly Block[], after: readonly Block[]): BlockDifference[] {
  const keyOf = (one: Block) => canonical(one)
  const pairs = compareSequences(before.map(keyOf), after.map(keyOf))
  const joined = joinReplaced(pairs, (a, b) => before[a]?.type === after[b]?.type)
  return joined.flatMap(pair => {
    const difference = differenceOf(pair, before, after)
    if (difference.change !== 'changed') return [difference]
    if (!same(difference.before, difference.after)) return [difference]
    return pair.moved ? [{ ...difference, change: 'moved' as const }] : []
  })
}

/** Joins the elements that were removed and added between two unchanged elements, in order. */
function joinReplaced(pairs: readonly Pair[], fits: (before: number, after: number) => boolean): Pair[] {
  const joined: Pair[] = []
  let gap: Pair[] = []
  const close = () => {
    const removed = gap.filter(pair => pair.after === undefined)
    let next = 0
    const replaced = new Set<Pair>()
    const filled = gap.map(pair => {
      const old = removed[next]
      if (pair.before !== undefined || pair.after === undefined || old?.before === undefined) return pair
      if (!fits(old.before, pair.after)) return pair
      next += 1
      replaced.add(old)
      return { before: old.before, after: pair.after, moved: false }
    })
    joined.push(...filled.filter(pair => !replaced.has(pair)))
    gap = []
  }
  for (const pair of pairs) {
    const isStill = pair.before !== undefined && pair.after !== undefined && !pair.moved
    if (!isStill) gap.push(pair)
    else {
      close()
      joined.push(pair)
    }
  }
  close()
  return joined
}

function differenceOf<Item>(
  pair: Pair,
  before: readonly Item[],
  after: readonly Item[],
): Omit<Difference<Item>, 'key'> {
  const was = pair.before === undefined ? undefined : before[pair.before]
  const is = pair.after === undefined ? undefined : after[pair.after]
  return {
    change: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed',
    ...(pair.before !== undefined && { positionBefore: pair.before + 1 }),
    ...(pair.after !== undefined && { positionAfter: pair.after + 1 }),
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  }
}

function showing<Item, Shown>({ before, after, ...rest }: Omit<Difference<Item>, 'key'>, show: (item: Item) => Shown) {
  return {
    ...rest,
    ...(before !== undefined && { before: show(before) }),
    ...(after !== undefined && { after: show(after) }),
  }
}

function headOf({ anchor, heading, headingContent, level, parentAnchor }: Section): SectionHead {
  return { anchor, heading, headingContent, level, parentAnchor }
}

function takeawayOf({ content, origin, sectionAnchor }: KeyTakeaway): ComparedTakeaway {
  return { text: plainText(content), content, origin, sectionAnchor }
}

/** Whether two values are equal as JSON, ignoring the order of members. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || canonical(a) === canonical(b)
}

/** JSON with sorted members, without those that are undefined. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, one: unknown) =>
      one !== null && typeof one === 'object' && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    ) ?? ''
  )
}
