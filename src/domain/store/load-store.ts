/** How busy a store is for this process. */
export interface LoadStore {
  /** Milliseconds for which the first waiting operation has waited for a connection to the database; 0 = none waits. */
  waitMs(): number
}
