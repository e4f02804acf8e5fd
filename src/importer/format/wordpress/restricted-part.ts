import { partNote, type Restriction } from '../../fact/restriction.ts'
import type { EditorBlock } from './block-comment.ts'
import { attributeRestriction } from './block-visibility.ts'
import parts from './restricted-part.json' with { type: 'json' }
import type { Shortcode } from './shortcode.ts'

/** Blocks and enclosing shortcodes of plug-ins that restrict their content. */
const blocks = new Set(parts.blocks)
const shortcodes = new Map(
  Object.entries(parts.shortcodes).flatMap(([restriction, names]) =>
    names.map(name => [name, restriction as Restriction] as const),
  ),
)
/** Shortcodes that show their content to everyone, although their names look restricted. */
const unrestricted = new Set(parts.unrestricted)

/** @param lines returns the number of line ends before the part */
export type Note = (code: string, detail: string, lines: () => number) => void

/** Whether visitors do not see a block, with a note. */
export function isRestrictedBlock({ name = '', attributes }: EditorBlock, note: Note, lines: () => number): boolean {
  // In "premium-content/container", only the name of the plug-in says premium.
  const [, own] = name.split('/')
  const restriction = blocks.has(name) ? 'members-only' : own && restrictionByName(own)
  if (restriction) {
    noteRestricted(restriction, `The block ${name}`, note, lines)
    return true
  }
  const found = attributeRestriction(attributes)
  if (found) noteRestricted(found.restriction, `"${found.setting}" of the block ${name}`, note, lines)
  return found !== undefined
}

/** Whether a block is Jetpack's paywall, which hides everything after it, with a note. */
export function isPaywall({ name }: EditorBlock, note: Note, lines: () => number): boolean {
  if (name !== 'jetpack/paywall') return false
  noteRestricted('members-only', 'The block jetpack/paywall', note, lines)
  return true
}

/** Whether a shortcode restricts its content, with a note. */
export function isRestrictedShortcode({ name, content }: Shortcode, note: Note, lines: () => number): boolean {
  const restriction = content === undefined ? undefined : (shortcodes.get(name) ?? restrictionByName(name))
  if (!restriction) return false
  noteRestricted(restriction, `The shortcode [${name}]`, note, lines)
  return true
}

/**
 * Whether a shortcode without an end restricts everything after it, with a note. In prose, one word in brackets is a remark
 * of an editor, as in "the [private] letters".
 */
export function isRestrictedToEnd(
  { name, attributes, content, isSelfClosing, isAlone }: Shortcode,
  note: Note,
  lines: () => number,
): boolean {
  const restriction = content === undefined && !isSelfClosing ? shortcodes.get(name) : undefined
  // `[passster area="…"]` shows a part that is stored elsewhere.
  if (!restriction || attributes.has('area') || !(isAlone || /[_-]/.test(name))) return false
  noteRestricted(restriction, `The shortcode [${name}] without an end`, note, lines)
  return true
}

/** The restriction of an unknown shortcode or block of a plug-in, by the words in its name. */
function restrictionByName(name: string): Restriction | undefined {
  if (unrestricted.has(name)) return undefined
  const word = restrictedWord.exec(name.replace(otherWords, ' '))?.[0]
  if (word === undefined) return undefined
  return word === 'private' ? 'private' : word === 'protect' ? 'protected' : 'members-only'
}

const restrictedWord = /member|restrict|logged|private|protect|premium|paid|subscriber/

/** Words for visitors who are not logged in, and words that only contain one of those above. */
const otherWords =
  /(?<![a-z])(?:not|non|no|un)[_-]?(?:an?[_-])?(?:members?|logged(?:[_-]?in)?|subscribers?|premium|paid|restricted|protected|private)(?![a-z])|logged[_-]?out|(?<![a-z])(?:remember|prepaid)(?![a-z])/g

function noteRestricted(restriction: Restriction, statement: string, note: Note, lines: () => number): void {
  const { code, detail } = partNote(restriction, statement)
  note(code, detail, lines)
}
