import { draftNote, type Restriction, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote } from '../../importer.ts'
import { metaValues } from './item.ts'
import { unserialize } from './php.ts'
import type { WxrItem } from './wxr.ts'

/** Whether an item becomes an article (a draft if it is restricted) or is left out. */
export type ItemState = { kind: 'article'; restrictions: ImportNote[] } | { kind: 'left-out'; what: string }

const isGone = new Set(['trash', 'auto-draft', 'inherit'])

export function stateOf(item: WxrItem, pages: boolean): ItemState {
  const { type, status } = item
  if (type !== 'post' && !(pages && type === 'page')) return { kind: 'left-out', what: type }
  if (isGone.has(status)) return { kind: 'left-out', what: status === 'trash' ? `${type} in the trash` : status }
  const found = [...statusOf(item), ...audienceOf(item)]
  return { kind: 'article', restrictions: found.map(([restriction, statement]) => draftNote(restriction, statement)) }
}

function statusOf({ status, hasPassword }: WxrItem): [Restriction, string][] {
  const meaning = restrictionOf(status) ?? 'state'
  return [
    ...(meaning === 'public'
      ? []
      : [[meaning, `The state "${status.slice(0, 60)}" of WordPress`] as [Restriction, string]]),
    ...(hasPassword ? [['protected', 'The password of the post in WordPress'] as [Restriction, string]] : []),
  ]
}

/**
 * Restrictions in meta of plug-ins: Jetpack, Members, WP-Members, Restrict Content Pro, Simple Membership, Ultimate Member.
 */
function audienceOf(item: WxrItem): [Restriction, string][] {
  const jetpack = metaValues(item, '_jetpack_newsletter_access').filter(one => one !== '' && one !== 'everybody')
  const levels = metaValues(item, ...levelKeys).flatMap(texts)
  const forMembers = metaValues(item, 'um_content_restriction').some(value =>
    /"_um_accessible";(?:s:1:"|i:)2/.test(value),
  )
  const isLimited = jetpack.length > 0 || forMembers || levels.some(value => !/^(?:|0|all|none)$/i.test(value))
  return isLimited ? [['members-only', 'The access setting of the post in WordPress']] : []
}

/** Meta with a role or level, or a list of them. */
const levelKeys = [
  '_members_access_role',
  '_wpmem_block',
  '_is_paid',
  'rcp_subscription_level',
  'rcp_user_level',
  'rcp_access_level',
]

function texts(value: string): string[] {
  const list = unserialize(value)
  return list instanceof Map ? [...list.values()].map(String) : [value]
}
