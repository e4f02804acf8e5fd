import { legible } from '../domain/text/legible-text.ts'

/** Text on one line; each run of white space becomes one space. */
export function oneLine(text: string): string {
  return legible(text).replace(/\s+/g, ' ').trim()
}
