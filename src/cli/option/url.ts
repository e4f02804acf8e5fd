import { InvalidArgumentError } from 'commander'

/** Appends a value of the repeatable option `--url`. */
export function addUrl(text: string, before: readonly URL[] = []): URL[] {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InvalidArgumentError('Give an absolute http or https URL.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError(
      'The URL contains a user name or password, which would be stored with the articles. Remove it.',
    )
  }
  url.hash = ''
  return [...before, url]
}
