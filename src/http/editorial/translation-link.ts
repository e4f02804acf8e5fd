import { z } from 'zod'
import { id } from '../../domain/id.ts'

/** Links an article to the article that it is a translation of. */
export const translationLink = z
  .strictObject({
    of: id.meta({ description: 'Id of the article, in another language, that this one is a translation of.' }),
  })
  .meta({ id: 'TranslationLink', examples: [{ of: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11' }] })
