import { z } from 'zod'
import { id } from '../../domain/id.ts'

/** Of which article another one becomes a translation. */
export const translationLink = z
  .strictObject({ of: id.meta({ description: 'Id of an article in another language that it is a translation of.' }) })
  .meta({ id: 'TranslationLink', examples: [{ of: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' }] })
