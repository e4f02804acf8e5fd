import type { FlowBlock } from './flow.ts'

/** What a body says about the position of its blocks. Each question takes constant time. */
export type Outline = {
  /** Whether no section precedes a block. */
  isOpening(at: number): boolean
  /** Whether a block is a heading that no other section contains. */
  isAtTop(at: number): boolean
  /** Whether blocks are before the first section, or the last ones of the body. */
  isAtEdge(at: number, count: number): boolean
  /** Whether no other heading is before a block, or none after it. */
  isOutermost(at: number): boolean
  /** The position of the next heading, or the number of blocks. */
  sectionEnd(at: number): number
}

/** Finds the sections of a body. The only first-level heading can be the title, which begins no section. */
export function outlineOf(blocks: readonly FlowBlock[]): Outline {
  const headings: { at: number; level: number }[] = []
  for (const [at, one] of blocks.entries()) if (one.type === 'heading') headings.push({ at, level: one.level })
  const [first, ...others] = headings
  const hasTitle = first?.level === 1 && !others.some(({ level }) => level === 1)
  const sections = hasTitle ? others : headings
  const firstSection = sections[0]?.at ?? blocks.length
  /** By position of a section, the lowest level of the sections before it. */
  const lowestBefore = new Map<number, number>()
  let lowest = Number.POSITIVE_INFINITY
  for (const { at, level } of sections) {
    lowestBefore.set(at, lowest)
    lowest = Math.min(lowest, level)
  }
  const ends = new Uint32Array(blocks.length)
  let end = blocks.length
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    ends[at] = end
    if (blocks[at]?.type === 'heading') end = at
  }
  const last = blocks.findLastIndex(one => one.type !== 'divider')
  const isOpening = (at: number) => at <= firstSection
  return {
    isOpening,
    isAtTop(at) {
      const block = blocks[at]
      return block?.type === 'heading' && block.level <= (lowestBefore.get(at) ?? Number.POSITIVE_INFINITY)
    },
    isAtEdge: (at, count) => isOpening(at) || at + count > last,
    isOutermost: at => at <= (first?.at ?? blocks.length) || ends[at] === blocks.length,
    sectionEnd: at => ends[at] ?? blocks.length,
  }
}
