import type { FileName } from '../../fact/file-name.ts'
import { asText, type Members, memberOf } from '../../fact/member.ts'
import { draftNote, type Restriction, restrictionOf } from '../../fact/restriction.ts'
import type { ImportNote } from '../../importer.ts'
import { isRecord } from '../../json/value.ts'

/** Members that are `true` if an article is not public. Names are compared without case, `-` and `_`. */
const restricting: readonly (readonly [Restriction, readonly string[]])[] = [
  ['draft', ['draft', 'isDraft', 'wip', 'unpublished', 'disabled']],
  ['private', ['private', 'isPrivate', 'internal', 'confidential', 'secret']],
  ['unlisted', ['unlisted', 'hidden', 'hide', 'hideInList', 'eleventyExcludeFromCollections', 'dgHide']],
  ['not-rendered', ['headless', 'skip', 'ignore', 'ignored']],
  ['protected', ['protected', 'protect', 'encrypted', 'locked', 'requiresPassword']],
  [
    'members-only',
    ['membersOnly', 'memberOnly', 'members', 'subscribersOnly', 'subscriberOnly', 'paid', 'paidOnly', 'premium'].concat(
      ['isPremium', 'paywall', 'paywalled', 'isPaid', 'loginRequired', 'requiresLogin', 'requireAuth'],
    ),
  ],
  ['email-only', ['emailOnly', 'newsletterOnly']],
  ['ended', ['deleted', 'trash', 'trashed', 'removed', 'withdrawn']],
]

/** Members that are `false` if an article is not public. */
const permitting: readonly (readonly [Restriction, readonly string[]])[] = [
  ['draft', ['published', 'publish', 'isPublished', 'dgPublish', 'live', 'enabled', 'ready']],
  ['private', ['public', 'isPublic', 'visible']],
  ['unlisted', ['listed', 'list']],
  ['not-rendered', ['permalink', 'output', 'render', 'rendered', 'write']],
  ['members-only', ['isAccessibleForFree']],
]

/** Members with a state or an audience. */
const stating = [
  'status',
  'state',
  'visibility',
  'access',
  'audience',
  'postStatus',
  'publicationStatus',
  'publishStatus',
]

/** Members with a password or a key. */
const secrets = [
  'password',
  'passwords',
  'passwd',
  'secret',
  'passcode',
  'passphrase',
  'pwd',
  'encrypt',
  'encryption',
].concat(['encryptionKey', 'encryptKey', 'secretKey', 'staticrypt', 'staticryptPassword', 'pageKey'])

/** Why an article is not public, by front matter and file name. */
export type Restrictions = {
  notes: ImportNote[]
  /** Whether the front matter contains a password or key, which must not be stored. */
  hasSecret: boolean
}

/**
 * Reads the restrictions of Hugo, Jekyll, Eleventy, Hexo, Astro, Docusaurus, Gatsby, VuePress, Nikola, Pelican, Zola,
 * Obsidian and their plug-ins.
 */
export function restrictionsOf(from: Members, file: FileName): Restrictions {
  const found: [Restriction, string][] = []
  const name = placeOf(file)
  if (name) found.push(name)
  for (const [restriction, names] of restricting)
    for (const one of names) if (takeIf(from, one, isYes)) found.push([restriction, `"${one}" in the front matter`])
  for (const [restriction, names] of permitting)
    for (const one of names) if (takeIf(from, one, isNo)) found.push([restriction, `"${one}: false"`])
  found.push(...builds(from), ...states(from))
  const held = secrets.filter(one => isSecret(from.peek(one)))
  from.takeAll(...secrets)
  if (held[0] !== undefined) found.push(['protected', `"${held[0]}" in the front matter`])
  const firsts = found.filter(([one], index) => found.findIndex(([other]) => other === one) === index)
  const notes = firsts.map(([restriction, statement]) => draftNote(restriction, statement))
  return { notes, hasSecret: held.length > 0 }
}

/** Whether a member with this name contains a password or a key. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[-_\s]/g, '')
  return secrets.some(one => one.toLowerCase() === plain)
}

/** `_drafts` of Jekyll and Hexo, and files whose name begins with `_`, which Jekyll and Docusaurus skip. */
function placeOf({ isDraft, isPartial }: FileName): [Restriction, string] | undefined {
  if (isDraft) return ['draft', 'The folder "_drafts"']
  return isPartial ? ['not-rendered', 'The "_" before the name of the file'] : undefined
}

/** Hugo's `build` (formerly `_build`), and Eleventy's `permalink.build`. */
function builds(from: Members): [Restriction, string][] {
  const found: [Restriction, string][] = []
  const build = from.peek('build')
  if (isRecord(build)) {
    const render = asText(memberOf(build, 'render'))
    const list = asText(memberOf(build, 'list'))
    if (render && /^(?:never|false|link)$/i.test(render)) found.push(['not-rendered', `"build.render: ${render}"`])
    if (list && /^(?:never|false)$/i.test(list)) found.push(['unlisted', `"build.list: ${list}"`])
    from.take('build')
  }
  const permalink = from.peek('permalink')
  if (isRecord(permalink) && isNo(permalink['build'])) found.push(['not-rendered', '"permalink.build: false"'])
  return found
}

function states(from: Members): [Restriction, string][] {
  return stating.flatMap((name): [Restriction, string][] => {
    const values = [from.peek(name)].flat().flatMap(value => asText(value) ?? [])
    const meanings = values.map(value => restrictionOf(value))
    const context = meanings.includes('public') ? 'public' : meanings.find(one => one !== undefined)
    if (context === undefined) return []
    from.take(name)
    return context === 'public' ? [] : [[context, `"${name}: ${values.join(', ').slice(0, 60)}"`]]
  })
}

function takeIf(from: Members, name: string, holds: (value: unknown) => boolean): boolean {
  const value = from.peek(name)
  if (isYes(value) || isNo(value)) from.take(name)
  return holds(value)
}

function isYes(value: unknown): boolean {
  return value === true || value === 1 || (typeof value === 'string' && /^(true|yes|on|y|1)$/i.test(value.trim()))
}

function isNo(value: unknown): boolean {
  return value === false || value === 0 || (typeof value === 'string' && /^(false|no|off|n|0)$/i.test(value.trim()))
}

/** `password: false` and an empty password switch off a default. */
function isSecret(value: unknown): boolean {
  if (value === undefined || value === null || isNo(value)) return false
  return !(typeof value === 'string' && value.trim() === '') && !(Array.isArray(value) && value.length === 0)
}
