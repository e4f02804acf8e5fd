import { InvalidArgumentError, Option } from 'commander'

/** `--base`, which commands that read files have in common. */
export function baseOption(): Option {
  return new Option(
    '--base <url>',
    'where the files stand on the web: what their relative links and images mean',
  ).argParser(text => {
    const url = URL.parse(text)
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
      throw new InvalidArgumentError('It is an absolute http or https URL.')
    }
    return url.href
  })
}
