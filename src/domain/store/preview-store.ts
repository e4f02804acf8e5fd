import type { StoredPrint } from './print-store.ts'

/** What the public would see. */
export interface PreviewStore {
  /**
   * The print that publishing a working copy now would make, by id, slug or former slug; of one that is not ahead, what
   * the public sees. It is kept nowhere. Undefined where there is no such article, and for what does not come back.
   */
  preview(ref: string): Promise<(StoredPrint & { body: Uint8Array }) | undefined>
}
