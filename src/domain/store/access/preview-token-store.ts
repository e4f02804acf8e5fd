import type { ApiKey } from '../../access/key.ts'
import type { Preview } from '../../access/preview.ts'
import type { Id } from '../../id.ts'
import type { Instant } from '../../instant.ts'
import type { Write } from '../write.ts'

/** Previews, kept as hashes of their tokens. Each write leaves its audit rows. */
export interface PreviewTokenStore {
  /** One page of previews that can be opened at a moment, newest first. */
  previews(query: PreviewQuery): Promise<{ previews: Preview[]; hasNext: boolean; hasPrevious: boolean }>

  /** The preview whose token has that hash, with the key that made it; undefined if there is none, or it was ended. */
  previewByHash(hash: string): Promise<{ preview: Preview; key: ApiKey } | undefined>

  /**
   * Adds a preview. It ends with its key at the latest.
   *
   * @param hash SHA-256 of the token in base64url
   * @throws AppError `article-not-found` where the article does not exist, `key-required` where the key has ended
   */
  addPreview(preview: Preview, hash: string, write: Write): Promise<Preview>

  /**
   * Ends previews.
   *
   * @param which by their own id, by the key that made them, or all
   * @returns how many were ended
   */
  endPreviews(which: { id?: Id | undefined; keyId?: Id | undefined }, write: Write): Promise<number>
}

export type PreviewQuery = {
  at: Instant
  /** Only those that this key made. */
  keyId?: Id | undefined
  limit: number
  /** Start behind this one; with `backwards`, end before it. */
  from?: Id | undefined
  backwards?: boolean | undefined
}
