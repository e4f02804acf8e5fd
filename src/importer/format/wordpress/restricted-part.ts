import { partNote, type Restriction } from '../../fact/restriction.ts'
import type { EditorBlock } from './block-comment.ts'

/** Blocks of plug-ins that restrict their content. */
const blocks = new Set([
  'premium-content/subscriber-view',
  'pmpro/membership',
  'memberpress/protected-content',
  'woocommerce-memberships/member-content',
  'woocommerce-memberships/member-discount',
  'rcp/restricted-content',
  'ultimate-member/um-lock',
  'passster/content-lock',
])

/** Enclosing shortcodes of plug-ins that restrict their content. */
const shortcodes: Readonly<Record<string, Restriction>> = {
  ...Object.fromEntries(
    [
      ...[
        'membership',
        'members_access',
        'members_only',
        'members-only',
        'memberonly',
        'member',
        'members',
        'restrict',
      ],
      ...[
        'restricted',
        'restrict_content',
        'rcp_restrict',
        'mepr-active',
        'mepr-show',
        'wpmem_logged_in',
        'um_loggedin',
      ],
      ...['wcm_restrict', 'swpm_protected', 'ihc-hide-content', 's2if', 's2member', 'is_logged_in', 'loggedin'],
      ...['logged_in', 'user_logged_in', 'paid', 'premium', 'premium_content', 'subscribers', 'subscriber', 'paywall'],
      ...['llms_restrict', 'ld_course_content', 'armember', 'arm_restrict_content', 'pms-restrict', 'leaky_paywall'],
    ].map(name => [name, 'members-only' as const]),
  ),
  ...Object.fromEntries(
    ['protected', 'content_protector', 'passster', 'ppwp', 'password_protect', 'protect', 'ppwp_content_protector'].map(
      name => [name, 'protected' as const],
    ),
  ),
  private: 'private',
}

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
  const restriction = Object.hasOwn(shortcodes, name) ? shortcodes[name] : undefined
  if (!restriction) return false
  noteRestricted(restriction, `The shortcode [${name}]`, note, lines)
  return true
}

function noteRestricted(restriction: Restriction, statement: string, note: Note, lines: () => number = () => 0): void {
  const { code, detail } = partNote(restriction, statement)
  note(code, detail, lines)
}
