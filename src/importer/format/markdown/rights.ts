import { type Rights, rights } from '../../../domain/content/rights.ts'
import { absoluteUrl } from '../../fact/address.ts'
import type { Members } from '../../fact/member.ts'
import { isRecord } from '../../json/value.ts'

/** The rights of an article: the mapping `rights` of Offprint's own Markdown, else a license and a notice. */
export function rightsOf(from: Members): Rights | undefined {
  const stated = from.peek('rights')
  const own = isRecord(stated) ? rights.safeParse({ syndication: 'full', ...stated }).data : undefined
  if (own && (own.license?.url === undefined || absoluteUrl(own.license.url) !== undefined)) {
    from.takeAll('rights', 'license', 'licence')
    return own
  }
  const license = from.text('license', 'licence')
  const notice = from.text('copyright', 'rights')
  if (license === undefined && notice === undefined) return undefined
  const url = absoluteUrl(license)
  return {
    syndication: 'full',
    ...(notice && { notice }),
    ...(license && { license: { name: license, ...(url && { url }) } }),
  }
}
