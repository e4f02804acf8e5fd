import { legible } from '../domain/text/legible-text.ts'

/** Text on one line: every run of white space is one space. */
export function oneLine(text: string): string {
  return legible(text).replace(/\s+/g, ' ').trim()
}
