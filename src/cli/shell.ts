import type { EffectiveSetting } from '../config/effective.ts'
import type { Config } from '../config.ts'
import type { Site } from '../domain/address/site.ts'
import type { NewId } from '../domain/id.ts'
import type { Clock } from '../domain/instant.ts'
import type { StoreCheck } from '../domain/store/check.ts'
import type { StoreStatus } from '../domain/store/status.ts'
import type { Store } from '../domain/store/store.ts'
import type { Telemetry } from '../http/telemetry/telemetry.ts'
import type { Thread } from '../thread/pool.ts'

/** The side effects that commands may use. `main` provides the real ones. */
export type Shell = {
  /** Writes a line to standard output. */
  out(line: string): void
  /** Writes a line to standard error. */
  err(line: string): void
  /** Writes bytes to standard output, and waits until the stream drains. */
  write(bytes: Uint8Array): Promise<void>
  /** Redraws one line on standard error; undefined if that is not a terminal. */
  redraw: ((text: string) => void) | undefined
  /** @throws AppError `config-invalid` */
  config(): Config
  /** All settings as text, without secrets. @throws AppError `config-invalid` */
  settings(): EffectiveSetting[]
  /** The same configuration; port 0 is replaced by a port that is free now. It is not held until the server listens. */
  reservePort(config: Config): Promise<Config>
  clock: Clock
  newId: NewId
  /** Migrates and opens the store. `async` is for servers: writes wait for the lock without blocking the event loop. */
  openStore(config: Config, site: Site, waiting: 'async' | 'blocking'): Promise<Store>
  /** Applies pending migrations without opening the store, and returns their names. */
  migrateStore(config: Config): Promise<string[]>
  /** Checks all data of the store, and repairs derived data if wanted. */
  checkStore(config: Config, site: Site, repair: boolean): Promise<StoreCheck>
  /** Reads the state of the store. */
  storeStatus(config: Config): Promise<StoreStatus>
  /** Starts to send traces, if a collector is configured. Errors are logged to standard error. */
  openTelemetry(config: Config): Promise<Telemetry | undefined>
  /** Listens until the process is asked to stop. With a folder of assets, its files are served below `site.assetsUrl`. */
  listen(config: Config, site: Site, store: Store, assetsFolder?: string): Promise<Listening>
  /** The line that a program prints for `--version`; undefined if it is not installed. */
  programVersion(name: string): Promise<string | undefined>
  /** Starts a thread that reads the articles of folders. */
  startFolderThread(failed: (error: unknown) => void): Thread
  /** The OpenAPI document as JSON text. */
  openapi(): Promise<string>
}

export type Listening = {
  /** Base URL, without a trailing slash. */
  address: string
  /** Settles when it has stopped. */
  stopped: Promise<void>
}

/** Runs a function with an open store. */
export type WithStore = <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>

/** Exit codes of every command. */
export const exitCode = {
  done: 0,
  /** The command ran, and some of the items that it imported or checked have problems. */
  problems: 1,
  /** Wrong arguments, or an invalid setting. */
  usage: 2,
  /** The store or an input cannot be used. */
  unusable: 3,
  /** A defect: EX_SOFTWARE of sysexits. */
  internal: 70,
} as const
