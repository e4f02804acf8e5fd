import { InvalidArgumentError, Option } from 'commander'
import { siteAddress } from '../../domain/address/address-key.ts'

/** `--site` of keys. */
export function siteOption(): Option {
  return new Option('--site <url>', 'imports of the key may claim only addresses below this URL').argParser(text => {
    const site = siteAddress(text)
    if (site === undefined) throw new InvalidArgumentError('Give an absolute http or https URL without a query.')
    return site
  })
}
