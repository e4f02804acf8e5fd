import { partNote, type Restriction } from '../../fact/restriction.ts'
import type { EditorBlock } from './block-comment.ts'
import parts from './restricted-part.json' with { type: 'json' }

/** Blocks and enclosing shortcodes of plug-ins that restrict their content. */
const blocks = new Set(parts.blocks)
const shortcodes = new Map(
  Object.entries(parts.shortcodes).flatMap(([restriction, names]) =>
    names.map(name => [name, restriction as Restriction] as const),
  ),
)

/** @param lines returns the number of line ends before the part */
type Note = (code: string, detail: string, lines: () => number) => void

/** Whether a block is restricted, with a note. */
export function isRestrictedBlock({ name = '' }: EditorBlock, note: Note): boolean {
  if (!blocks.has(name)) return false
  noteRestricted('members-only', `The block ${name}`, note)
  return true
}

/** The blocks before Jetpack's paywall. */
export function beforePaywall(all: EditorBlock[], note: Note): EditorBlock[] {
  const at = all.findIndex(({ name }) => name === 'jetpack/paywall')
  if (at === -1) return all
  noteRestricted('members-only', 'The block jetpack/paywall', note)
  return all.slice(0, at)
}

/** Whether an enclosing shortcode is restricted, with a note. */
export function isRestrictedShortcode(name: string, note: Note, lines: () => number): boolean {
  const restriction = shortcodes.get(name)
  if (!restriction) return false
  noteRestricted(restriction, `The shortcode [${name}]`, note, lines)
  return true
}

function noteRestricted(restriction: Restriction, statement: string, note: Note, lines: () => number = () => 0): void {
  const { code, detail } = partNote(restriction, statement)
  note(code, detail, lines)
}
