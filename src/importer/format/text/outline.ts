import { type Account, note } from './account.ts'
import { verdictOn } from './heading.ts'
import type { Layout } from './layout.ts'
import type { Line } from './lines.ts'
import type { Piece } from './piece.ts'

/** A heading with the pieces under it; the lead has no heading. */
export type Part = { heading?: Line; level: number; pieces: Piece[] }

/** Divides a body at its headings. What only looks like a heading stays text, with a note. */
export function outlineOf(pieces: readonly Piece[], layout: Layout, account: Account): Part[] {
  const parts: Part[] = [{ level: 1, pieces: [] }]
  for (const [at, piece] of pieces.entries()) {
    const line = piece.kind === 'text' ? piece.lines[0] : undefined
    if (piece.kind !== 'text' || !line) {
      parts.at(-1)?.pieces.push(piece)
      continue
    }
    const verdict = verdictOn({ line, piece, next: pieces[at + 1], layout })
    if (verdict !== 'heading') parts.at(-1)?.pieces.push(piece)
    else {
      const below = piece.lines.slice(1)
      parts.push({ heading: line, level: levelOf(line), pieces: below.length > 0 ? [{ ...piece, lines: below }] : [] })
    }
    if (verdict === 'unsure') {
      note(
        account,
        'heading-unsure',
        'This line looks like a heading, but not for certain: it stayed a paragraph.',
        line,
      )
    }
  }
  return parts.filter(({ heading, pieces: own }) => heading || own.length > 0)
}

/** 2, and one more for every part that a number such as 1.2 has after the first. */
function levelOf({ text }: Line): number {
  const number = /^\d{1,2}((?:\.\d{1,2}){1,4})\.?\s/.exec(text)
  return 2 + (number?.[1]?.match(/\./g)?.length ?? 0)
}
