import { z } from 'zod'

/** Who changed something: a key, or Offprint itself. */
export const actor = z.string().meta({
  description:
    '`key:{id}`, `cli`, `serve` or `system` (what was scheduled). Absent where it is older than the audit that is kept.',
  examples: ['key:0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'],
})

/** The person behind a key. */
export const onBehalfOf = z
  .string()
  .meta({ description: 'The person whom `X-On-Behalf-Of` named.', examples: ['Maria Keller'] })

/** Most characters of the name of a person. */
const longestName = 100

/** Controls, invisible formatting and line separators; the joiners that some scripts need in names are allowed. */
const unprintable = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u

/** Whether a text can be the name of a person. */
export function isPersonName(text: string): boolean {
  const length = [...text].length
  return length >= 1 && length <= longestName && text.trim() === text && !unprintable.test(text)
}
