import { z } from 'zod'

/** Who makes a change: a key, or Offprint itself. */
export const actor = z.string().meta({
  description:
    '`key:{id}`, `cli`, `serve` or `system` (a scheduled change). Absent if it is older than the stored audit.',
  examples: ['key:0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11'],
})

/** The person on whose behalf the key acts. */
export const onBehalfOf = z
  .string()
  .meta({ description: 'The person named in `X-On-Behalf-Of`.', examples: ['Maria Keller'] })

/** Maximum length of the name of a person, in characters. */
const longestName = 100

/**
 * Control, invisible formatting and line separator characters. Joiners are allowed, because some scripts need them in
 * names.
 */
const unprintable = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u

/** Whether a text can be the name of a person. */
export function isPersonName(text: string): boolean {
  const length = [...text].length
  return length >= 1 && length <= longestName && text.trim() === text && !unprintable.test(text)
}
