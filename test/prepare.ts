import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { makePackage } from './package.ts'

/**
 * `node test/prepare.ts`: builds tap with the plugins of .taprc if it is not. tap would do so itself, but not before it starts
 * the first tests, which then fail. With `--check`, runs the linter and the compiler at the same time. With `--package`, builds
 * the package whose program `npm run test:full` starts.
 */
const built = new URL('../node_modules/@tapjs/test/test-built/dist/esm/index.js', import.meta.url)
const commands = [
  ...(process.argv.includes('--check') ? ['biome check .', 'tsc'] : []),
  ...(readFileSync(built, 'utf8').includes('@tapjs/typescript') ? ['tap build'] : []),
]

if (process.argv.includes('--package')) {
  const folder = fileURLToPath(new URL('../node_modules/.cache/package', import.meta.url))
  rmSync(folder, { recursive: true, force: true })
  makePackage(folder)
}

const codes = commands.map(async command => {
  const [code] = await once(spawn(command, { shell: true, stdio: 'inherit' }), 'exit')
  return code === 0
})
if ((await Promise.all(codes)).includes(false)) process.exitCode = 1
