import { z } from 'zod'
import { pageLimit } from '../../domain/page/cursor.ts'
import { canonicalLanguage } from '../../domain/text/language.ts'

/** One of a few strings. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}` })

/** Text that is not blank; spaces around it are removed. */
export const trimmedText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .meta({ pattern: '\\S' })

/** A language tag (BCP 47) in its canonical form. */
export const languageTag = z
  .string()
  .max(35, 'must be a language tag such as en or de-AT')
  .overwrite(text => canonicalLanguage(text) ?? text)
  .refine(text => canonicalLanguage(text) === text, 'must be a language tag such as en or de-AT')
  .meta({ minLength: 2 })

/** Items per page: 1 to 100. */
export const limit = z
  .int(`must be a whole number from ${pageLimit.least} to ${pageLimit.max}`)
  .min(pageLimit.least, `must be a whole number from ${pageLimit.least} to ${pageLimit.max}`)
  .max(pageLimit.max, `must be a whole number from ${pageLimit.least} to ${pageLimit.max}`)
  .optional()
  .meta({ description: 'Maximum number of items on the page.', default: pageLimit.usual })

/** Opaque: see `decodeCursor`. */
export const cursor = z.string().min(1, 'must not be empty').optional().meta({
  description:
    '`page.next` or `page.previous` of another page of the same list. A cursor contains the other parameters: send it alone, or repeat them unchanged. Only `limit` may differ.',
})
