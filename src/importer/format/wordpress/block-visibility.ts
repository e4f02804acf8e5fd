import type { Restriction } from '../../fact/restriction.ts'
import { isRecord } from '../../json/value.ts'

/** Why visitors do not see a block, and the setting that says so. */
export type BlockRestriction = { restriction: Restriction; setting: string }

type Attributes = Readonly<Record<string, unknown>>

/**
 * The restriction in the attributes of a block: those of WordPress 6.9 and of the plug-ins Block Visibility, Members and
 * Paid Memberships Pro. A part for visitors who are not logged in is not restricted.
 */
export function attributeRestriction(attributes: Attributes): BlockRestriction | undefined {
  const { metadata, blockVisibility, visibilityBlockEnabled, invert_restrictions: isInverted } = attributes
  if (isRecord(metadata) && isHidden(metadata['blockVisibility'])) return hidden('metadata.blockVisibility')
  if (blockVisibility === false) return hidden('blockVisibility')
  if (isRecord(blockVisibility)) {
    if (isOn(blockVisibility['hideBlock'])) return hidden('blockVisibility.hideBlock')
    const limit = limitOf(blockVisibility)
    if (limit !== undefined) return { restriction: 'members-only', setting: `blockVisibility (${limit})` }
  }
  if (isOn(visibilityBlockEnabled) && String(isInverted) !== '1')
    return { restriction: 'members-only', setting: 'visibilityBlockEnabled' }
  return isForbidden(attributes) ? { restriction: 'members-only', setting: 'blockPermissionsCondition' } : undefined
}

function hidden(setting: string): BlockRestriction {
  return { restriction: 'not-rendered', setting }
}

/** WordPress 6.9 stores `false`, or the screens on which a block is hidden. One hidden on some screens is shown on others. */
function isHidden(visibility: unknown): boolean {
  if (visibility === false) return true
  if (!isRecord(visibility)) return false
  const screens = isRecord(visibility['viewport']) ? visibility['viewport'] : visibility
  return ['mobile', 'tablet', 'desktop'].every(screen => screens[screen] === false)
}

/** The first control of the plug-in Block Visibility that may hide the block from some visitors. */
function limitOf(visibility: Attributes): string | undefined {
  const sets = Array.isArray(visibility['controlSets']) ? visibility['controlSets'].filter(isRecord) : []
  const enabled = sets.filter(set => set['enable'] !== false).map(set => set['controls'])
  // Versions before 2.0 have no sets.
  return [visibility, ...enabled].filter(isRecord).flatMap(limits)[0]
}

function limits(controls: Attributes): string[] {
  return Object.entries(controls).flatMap(([name, value]) => {
    if (harmless.has(name)) return []
    if (name === 'visibilityByRole') return isForVisitors(controls) ? [] : [name]
    if (name === 'userRole') return isRecord(value) && isForVisitors(value) ? [] : [name]
    return isSet(value) ? [name] : []
  })
}

/** Members that restrict nobody, or that are part of another setting. */
const harmless = new Set(
  'hideBlock controlSets layout browserDevice screenSize hideOnScreenSize location urlPath restrictedRoles hideOnRestrictedRoles restrictedUsers hideOnRestrictedUsers'.split(
    ' ',
  ),
)

/** Whether a control by role shows the block to visitors who are not logged in. */
function isForVisitors({ enable, visibilityByRole: by, ...control }: Attributes): boolean {
  if (enable === false || by === undefined || by === '') return true
  if (by === 'public' || by === 'all' || by === 'logged-out') return true
  if (by === 'users') return isOn(control['hideOnRestrictedUsers'])
  const roles = Array.isArray(control['restrictedRoles']) ? control['restrictedRoles'] : []
  const isNamed = roles.includes('logged-out') || roles.includes('public')
  return by === 'user-role' && isNamed !== isOn(control['hideOnRestrictedRoles'])
}

/** Block permissions of the plug-in Members: `=` shows the block to those named, `!=` hides it from them. */
function isForbidden(attributes: Attributes): boolean {
  const { blockPermissionsCondition: condition, blockPermissionsType: type } = attributes
  if (typeof condition !== 'string' || condition === '' || !isSet(type)) return false
  const namesVisitors = type === 'user-status' && attributes['blockPermissionsUserStatus'] === 'logged-out'
  return namesVisitors === (condition === '!=')
}

function isOn(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true'
}

/** Whether a control has a setting: a text, a number, `true`, or an object or list with one of them. */
function isSet(value: unknown, depth = 0): boolean {
  if (depth > 8) return true
  if (isRecord(value)) {
    const { enable, id: _, title: __, ...others } = value
    return enable !== false && Object.values(others).some(one => isSet(one, depth + 1))
  }
  if (Array.isArray(value)) return value.some(one => isSet(one, depth + 1))
  return value !== undefined && value !== null && value !== '' && value !== false
}
