import type { Instant } from '../instant.ts'

/** Who writes, when and at whose request: committed with what it tells of. */
export type Write = {
  at: Instant
  /** `cli`, `system` or `key:{id}`. */
  actor: string
  requestId?: string | undefined
  /** Address the request came from. */
  address?: string | undefined
}
