import { z } from 'zod'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

/** A preview as stored and listed: never its token. */
export const preview = z
  .object({
    id,
    articleId: id.optional().meta({ description: 'The article that it opens. Absent = every article.' }),
    keyId: id.meta({ description: 'The key that created it; the preview ends with the key.' }),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'PreviewItem', description: 'A valid preview, without its token.' })

export type Preview = z.infer<typeof preview>
