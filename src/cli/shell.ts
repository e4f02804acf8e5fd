import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import type { Store } from '../domain/store/store.ts'
import type { Thread } from '../thread/pool.ts'

/** What the commands may use of the world. `main` makes the real one. */
export type Shell = {
  /** Writes a line to standard output. */
  out(line: string): void
  /** Writes a line to standard error. */
  err(line: string): void
  /** Writes bytes to standard output, and waits until it takes more. */
  write(bytes: Uint8Array): Promise<void>
  /** Redraws one line of a terminal on standard error; undefined where that is none. */
  redraw: ((text: string) => void) | undefined
  /** @throws AppError `config-invalid` */
  config(): Config
  /** The same configuration, with a free port where it asks for any. */
  reservePort(config: Config): Promise<Config>
  clock: Clock
  newId: NewId
  /** Opens the store, migrated; `async` waits for the lock without stopping the process. */
  openStore(config: Config, site: Site, waiting: 'async' | 'blocking'): Promise<Store>
  /** Brings the store's schema up to date and names what was applied. */
  migrateStore(url: string): Promise<string[]>
  /** Listens until the process is told to stop; with a folder, its files are handed out below `site.assetsUrl`. */
  listen(config: Config, site: Site, store: Store, assets?: string): Promise<Listening>
  /** A thread for the work of a watched folder, ready before it is needed. */
  openThread(failed: (error: unknown) => void): Thread
  /** The OpenAPI document as JSON text. */
  openapi(): Promise<string>
}

export type Listening = {
  /** Where it answers, without a trailing slash. */
  address: string
  /** Settles when it has stopped. */
  stopped: Promise<void>
}

/** Runs a piece of work with the store open. */
export type WithStore = <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>

/** Exit codes of every command. */
export const exitCode = {
  done: 0,
  /** The command ran, and some items have problems. */
  problems: 1,
  /** Called wrongly, or a setting is not valid. */
  usage: 2,
  /** The store or an input cannot be used. */
  unusable: 3,
  /** A defect. */
  internal: 70,
} as const
