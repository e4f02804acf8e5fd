import { InvalidArgumentError, Option } from 'commander'

/** `--base`, shared by the commands that read files. */
export function baseOption(): Option {
  return new Option(
    '--base <url>',
    'public address of the files: relative links and images are resolved against it, and links in other sources are redirected only to pages below it',
  ).argParser(text => {
    const url = URL.parse(text)
    if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
      throw new InvalidArgumentError('Give an absolute http or https URL.')
    }
    return url.href
  })
}
