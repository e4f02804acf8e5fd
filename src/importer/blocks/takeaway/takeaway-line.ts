import type { BlockOf, ListItem } from '../../../domain/body/block.ts'
import { type Inline, plainText } from '../../../domain/body/inline.ts'
import { takeawayHeading } from '../../fact/takeaway-heading.ts'
import { trimmed } from '../flow.ts'

/** The lines of a paragraph that have bullets, and the line before them. */
export type BulletedLines = { label: Inline[]; items: ListItem[] }

const bullet = /^\s*(?:[•●▪◦‣·*✓✔✅➜→–—-]|\p{Extended_Pictographic}\ufe0f?|\d{1,2}[.)])\s+/u

/**
 * Reads a paragraph whose lines begin with bullets, as editors without lists in a box have it; the first line can be a label.
 * At least two lines have bullets.
 */
export function bulletedLines({ content }: BlockOf<'paragraph'>): BulletedLines | undefined {
  if (!content.some(({ text }) => text.includes('\n'))) return undefined
  const lines = linesOf(content)
  const [first = []] = lines
  const text = plainText(first)
  const label = !bullet.test(text) || takeawayHeading(text) !== undefined ? first : []
  const points = label === first ? lines.slice(1) : lines
  if (points.length < 2 || !points.every(line => bullet.test(plainText(line)))) return undefined
  return { label, items: points.map(line => ({ content: withoutBullet(line), blocks: [] })) }
}

function linesOf(content: readonly Inline[]): Inline[][] {
  const lines: Inline[][] = [[]]
  for (const run of content) {
    for (const [index, text] of run.text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ ...run, text })
    }
  }
  return lines.filter(line => plainText(line).trim() !== '')
}

function withoutBullet(line: readonly Inline[]): Inline[] {
  let left = bullet.exec(plainText(line))?.[0].length ?? 0
  const rest = line.map(run => {
    const text = run.text.slice(left)
    left = Math.max(0, left - run.text.length)
    return { ...run, text }
  })
  return trimmed(rest.filter(({ text }) => text !== ''))
}
