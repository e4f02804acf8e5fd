import { InvalidArgumentError } from 'commander'

/** A value of `--url`, behind those before it. */
export function addUrl(text: string, before: readonly URL[] = []): URL[] {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InvalidArgumentError('It is an absolute http or https URL.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError('It names a user or a password, which would be kept with the articles.')
  }
  url.hash = ''
  return [...before, url]
}
