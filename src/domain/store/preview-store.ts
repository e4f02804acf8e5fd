import type { StoredPrint } from './print-store.ts'

/** Previews of working copies. */
export interface PreviewStore {
  /**
   * The print that publishing a working copy would make now, by id, slug or former slug. Without unpublished changes it is
   * the delivered content. It is not stored. Undefined for unknown, deleted and withdrawn articles.
   */
  preview(ref: string): Promise<(StoredPrint & { body: Uint8Array }) | undefined>
}
