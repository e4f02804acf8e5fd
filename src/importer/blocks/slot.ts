import type { Block } from '../../domain/body/block.ts'
import type { Template } from './flow.ts'

/** Blocks that HTML has no element for, on their way through it. */
export type Slots = {
  /** HTML that stands for blocks until they take its place. */
  hold(...blocks: Block[]): string
  /** Cuts a text at the places of blocks, for `readBody`. */
  cut(text: string): (string | Template)[]
}

/** @param source texts, and other values, in which no mark of a place may stand already */
export function slots(source: readonly unknown[]): Slots {
  let mark = 'offprint-slot'
  while (source.some(text => typeof text === 'string' && text.includes(mark))) mark += '-x'
  const held: Block[][] = []
  return {
    hold: (...blocks) => `<p>${mark}:${held.push(blocks) - 1};</p>`,
    cut: text =>
      held.length > 0 && text.includes(mark)
        ? text.split(`${mark}:`).flatMap((part, index): (string | Template)[] => {
            if (index === 0) return [part]
            const end = part.indexOf(';')
            return [{ kind: 'blocks', blocks: held[Number(part.slice(0, end))] ?? [] }, part.slice(end + 1)]
          })
        : [text],
  }
}
