import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Test } from 'tap'
import { program as usual } from '../program.ts'

/** What a server needs of its test. */
export type Teardown = Pick<Test, 'teardown'>

export type Server = {
  /** Its address. */
  address: string
  /** The lines that it has written. */
  lines: string[]
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  child: ChildProcess
}

/** Starts `offprint serve` in a new process and waits until it prints its address. */
export async function serve(
  t: Teardown,
  args: readonly string[],
  env: Record<string, string>,
  program = usual,
  /** Descriptors that the process may have open; undefined = the limit of this process. */
  descriptors?: number,
): Promise<Server> {
  const command = [process.execPath, program, 'serve', ...args]
  const limited = descriptors === undefined ? [] : ['sh', '-c', `ulimit -n ${descriptors}; exec "$0" "$@"`]
  const [file = '', ...rest] = [...limited, ...command]
  const child = spawn(file, rest, {
    env: { PORT: '0', LOG_LEVEL: 'warn', MAX_WAITING_TIME: '10000', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors: string[] = []
  createInterface(child.stderr).on('line', line => {
    errors.push(line)
    process.stderr.write(`${line}\n`)
  })
  const closed = once(child, 'close')
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const address = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', line => {
      lines.push(line)
      const found = /^Offprint answers at (\S+)$/.exec(line)?.[1]
      if (found) resolve(found)
    })
    child.once('close', code => reject(new Error(`the server ended with ${code}: ${[...lines, ...errors].join('\n')}`)))
  })
  return {
    address,
    lines,
    child,
    async stop(signal = 'SIGINT') {
      child.kill(signal)
      const [code] = (await closed) as [number | null]
      return code
    },
  }
}
