import type { SecurityContact, Site } from '../../domain/address/site.ts'
import type { Instant } from '../../domain/instant.ts'
import { oneLine } from '../../render/characters.ts'

/** security.txt (RFC 9116). Undefined if the site has no contact. */
export const security = {
  name: 'security',
  mediaType: 'text/plain; charset=utf-8',
  path: '/.well-known/security.txt',
  render(site: Site, now: Instant): string | undefined {
    const contact = site.security
    if (!contact || contact.contacts.length === 0) return undefined
    const fields: [string, string | undefined][] = [
      ...contact.contacts.map((uri): [string, string] => ['Contact', uri]),
      ['Expires', contact.expires ?? inElevenMonths(now)],
      ['Canonical', `${site.publicUrl}${security.path}`],
      ['Encryption', contact.encryptionUrl],
      ['Acknowledgments', contact.acknowledgmentsUrl],
      ['Policy', contact.policyUrl],
      ['Preferred-Languages', languages(contact)],
    ]
    return fields.map(([name, value]) => (value ? `${name}: ${oneLine(value)}\n` : '')).join('')
  },
} as const

function languages({ languages }: SecurityContact): string | undefined {
  return languages && languages.length > 0 ? languages.join(', ') : undefined
}

/** The first day of the month eleven months ahead: less than a year (section 2.5.5), and constant for a month. */
function inElevenMonths(now: Instant): Instant {
  const [year = 1970, month = 1] = now.split('-').map(Number)
  const months = year * 12 + (month - 1) + 11
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01T00:00:00Z`
}
