import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { program as usual } from '../program.ts'

export type Ran = { code: number | null; out: string; err: string }

/** Runs `offprint` in a new process, with the given environment only. */
export async function offprint(
  args: readonly string[],
  env: Record<string, string> = {},
  program = usual,
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = (await closed) as [number | null]
  return { code, out, err }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
