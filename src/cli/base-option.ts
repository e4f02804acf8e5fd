import { InvalidArgumentError, Option } from 'commander'

/** `--base`, which commands that read files have in common. */
export function baseOption(): Option {
  return new Option(
    '--base <url>',
    'address of the files on the web: resolves relative links and images; links of other sources follow only pages below it',
  ).argParser(text => {
    const url = URL.parse(text)
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
      throw new InvalidArgumentError('It is an absolute http or https URL.')
    }
    return url.href
  })
}
