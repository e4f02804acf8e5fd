import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

/**
 * `node test/prepare.ts`: builds tap with the plugins of .taprc if it is not. tap would do so itself, but not before it starts
 * the first tests, which then fail. With `--check`, runs the linter and the compiler at the same time.
 */
const built = new URL('../node_modules/@tapjs/test/test-built/dist/esm/index.js', import.meta.url)
const commands = [
  ...(process.argv.includes('--check') ? ['biome check .', 'tsc'] : []),
  ...(readFileSync(built, 'utf8').includes('@tapjs/typescript') ? ['tap build'] : []),
]

const codes = commands.map(async command => {
  const [code] = await once(spawn(command, { shell: true, stdio: 'inherit' }), 'exit')
  return code === 0
})
if ((await Promise.all(codes)).includes(false)) process.exitCode = 1
