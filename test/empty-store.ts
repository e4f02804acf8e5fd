import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateStore } from '../src/store/open.ts'

let template: Promise<string> | undefined

/** Puts an empty database of the newest schema at a path: a copy, because applying all migrations takes ten times as long. */
export async function copyEmptyStore(path: string): Promise<void> {
  template ??= makeTemplate()
  copyFileSync(await template, path)
}

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'offprint-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'empty.db')
  await migrateStore(path)
  return path
}
