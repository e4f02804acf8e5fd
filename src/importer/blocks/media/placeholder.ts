import type { Block } from '../../../domain/body/block.ts'
import type { Template } from '../flow.ts'

/** Placeholders in HTML for blocks that HTML has no element for. */
export type Placeholders = {
  /** Stores blocks and returns HTML that represents them. */
  hold(...blocks: Block[]): string
  /** Splits a text at placeholders, for `readBody`. */
  splitTemplates(text: string): (string | Template)[]
}

/** @param source values of the source; the placeholder mark is chosen so that it occurs in none of them */
export function placeholders(source: readonly unknown[]): Placeholders {
  let mark = 'offprint-slot'
  while (source.some(text => typeof text === 'string' && text.includes(mark))) mark += '-x'
  const held: Block[][] = []
  return {
    hold: (...blocks) => `<p>${mark}:${held.push(blocks) - 1};</p>`,
    splitTemplates: text =>
      held.length > 0 && text.includes(mark)
        ? text.split(`${mark}:`).flatMap((part, index): (string | Template)[] => {
            if (index === 0) return [part]
            const end = part.indexOf(';')
            return [{ kind: 'blocks', blocks: held[Number(part.slice(0, end))] ?? [] }, part.slice(end + 1)]
          })
        : [text],
  }
}
