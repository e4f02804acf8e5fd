import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The line that a program prints for `--version`; undefined if it is not installed. */
export async function programVersion(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['--version'])
    return stdout.trim()
  } catch {
    return undefined
  }
}
