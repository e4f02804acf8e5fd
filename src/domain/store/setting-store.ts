import type { Write } from './write.ts'

/** What an installation knows of itself, in all of its processes. */
export type SettingName = 'preview-secret'

/** Few values by name. */
export interface SettingStore {
  /** The value, or undefined. */
  setting(name: SettingName): Promise<string | undefined>

  /** Keeps a value where there is none; answers the one that stands. */
  settle(name: SettingName, value: string, write: Pick<Write, 'at'>): Promise<string>

  /** Puts a value in the place of the one that stands, with an audit row. */
  replaceSetting(name: SettingName, value: string, write: Write, audit: { action: string }): Promise<void>
}
