/** How busy a store is for this process. */
export interface LoadStore {
  /** Whether operations wait for a connection to the database. */
  isBusy(): boolean
  /** Whether writes wait for others of this process. */
  isWriteBusy(): boolean
}
