import { InvalidArgumentError, Option } from 'commander'
import { siteAddress } from '../domain/address/address-key.ts'

/** `--site` of keys. */
export function siteOption(): Option {
  return new Option(
    '--site <url>',
    'imports of the key may claim the addresses of pages below this URL only',
  ).argParser(text => {
    const site = siteAddress(text)
    if (site === undefined) throw new InvalidArgumentError('It is an absolute http or https URL without a query.')
    return site
  })
}
