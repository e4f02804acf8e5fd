import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Cores, pinned } from './machine.ts'

export type Server = {
  port: number
  pid: number
  /** Milliseconds from its start to its first 200. */
  startMs: number
  stop(): Promise<void>
}

export type Program = {
  /** Arguments of `node`, with the port in their place. */
  args(port: number): string[]
  env(port: number): Record<string, string>
  /** Answered with 200 once it is up; a 304 counts, too. */
  ready: string
  /** File for its output. */
  log: string
}

/** Milliseconds in which a server must start: a large file may have to be migrated, on a disk that others use. */
const patience = 300_000

/** Starts a server in a new process on the servers' core, and waits for its first response. */
export async function startServer(program: Program, cores: Cores | undefined): Promise<Server> {
  const port = await freePort()
  const [command = '', ...args] = pinned([process.execPath, ...program.args(port)], cores)
  const log = openSync(program.log, 'w')
  const started = performance.now()
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', ...program.env(port) },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let gone = false
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  }).then(() => {
    gone = true
  })
  while (!(await answers(port, program.ready))) {
    if (gone || performance.now() - started > patience) {
      child.kill('SIGKILL')
      throw new Error(
        `${[command, ...args].join(' ')} did not come up:\n${readFileSync(program.log, 'utf8').slice(-2000)}`,
      )
    }
    await setTimeout(1)
  }
  const startMs = performance.now() - started
  return {
    port,
    // taskset replaces itself by what it starts: the number is the server's own.
    pid: child.pid ?? 0,
    startMs,
    async stop() {
      child.kill('SIGTERM')
      await Promise.race([ended, setTimeout(12_000, undefined, { ref: false })])
      if (!gone) child.kill('SIGKILL')
      await ended
    },
  }
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise(resolve => {
    const request = get({ port, path, host: '127.0.0.1', agent: false }, response => {
      response.resume()
      resolve(response.statusCode === 200 || response.statusCode === 304)
    })
    request.once('error', () => resolve(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
