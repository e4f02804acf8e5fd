import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Makes the package in a folder, as a publisher installs it, and says where its program is. */
export function makePackage(folder: string): string {
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'bin', 'migrations', 'openapi', 'docs']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, [join(root, 'build.ts'), '--out', join(folder, 'dist')])
  return join(folder, 'bin/offprint.js')
}
