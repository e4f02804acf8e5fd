import { z } from 'zod'
import { id } from '../id.ts'
import { instant } from '../instant.ts'

/** A preview as stored and listed: never its token. */
export const preview = z
  .object({
    id,
    articleId: id.optional().meta({ description: 'The article that it opens. Absent: it opens every one.' }),
    keyId: id.meta({ description: 'The key that made it; the preview ends with it.' }),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'PreviewItem', description: 'A preview that can be opened, without its token.' })

export type Preview = z.infer<typeof preview>
