import { setTimeout } from 'node:timers/promises'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { type Server, serve, type Teardown } from '../full/server.ts'

/** Milliseconds in which some process must have answered a request. */
const patience = 600_000

export type Request = {
  method: string
  path: string
  body?: object
  headers?: Readonly<Record<string, string>>
}

export type Answer = { status: number; body: string; etag: string | null }

type Member = {
  port: number
  server: Server | undefined
  isStopped: boolean
  /** Logs of the servers of this round. */
  logs: string[][]
}

/** Processes that serve one store, each on its own port. */
export type Fleet = {
  size: number
  /** Starts the processes that do not run. */
  start(): Promise<void>
  /** Ends a process with a signal. Returns its exit code. */
  end(index: number, signal: NodeJS.Signals): Promise<number | null>
  /** Stops a process for some milliseconds (SIGSTOP). */
  pause(index: number, milliseconds: number): Promise<void>
  /**
   * Sends a request to one process after the other until one answers it. A request that may have been executed is sent again,
   * so it must be safe to repeat.
   *
   * @param isFinal whether an answer is one; all but 408, 429, 503 and 507
   */
  ask(request: Request): Promise<Answer>
  /** Sends a request to a running process once; undefined if it did not answer. */
  askOnce(index: number, request: Request): Promise<Answer | undefined>
  /** What the processes have logged, and when they started and ended, since `forgetLogs`. */
  logs(): string[]
  forgetLogs(): void
}

export function createFleet(t: Teardown, size: number, env: Record<string, string>, secret: string): Fleet {
  const members: Member[] = Array.from({ length: size }, () => ({
    port: 0,
    server: undefined,
    isStopped: false,
    logs: [],
  }))
  let turn = 0
  let since = performance.now()
  let notes: string[] = []

  function note(text: string): void {
    notes.push(`after ${Math.round(performance.now() - since)} ms: ${text}`)
  }

  async function start(member: Member): Promise<void> {
    if (member.server) return
    if (member.port === 0) member.port = (await reservePort({ host: '127.0.0.1', port: 0 })).port
    member.server = await serve(t, [], { ...env, PORT: String(member.port) })
    member.logs.push(member.server.lines)
    note(`process ${members.indexOf(member)} has started`)
  }

  async function send(member: Member, { method, path, body, headers = {} }: Request): Promise<Answer> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = await fetch(`http://127.0.0.1:${member.port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.text(), etag: response.headers.get('etag') }
  }

  function at(index: number): Member {
    const member = members[index]
    if (!member) throw new RangeError(`there is no process ${index}`)
    return member
  }

  return {
    size,
    async start() {
      await Promise.all(members.map(start))
    },
    async end(index, signal) {
      const member = at(index)
      const { server } = member
      member.server = undefined
      note(`process ${index} gets ${signal}`)
      const code = server ? await server.stop(signal) : null
      note(`process ${index} has ended with ${code}`)
      return code
    },
    async pause(index, milliseconds) {
      const member = at(index)
      member.isStopped = true
      member.server?.child.kill('SIGSTOP')
      await setTimeout(milliseconds)
      member.server?.child.kill('SIGCONT')
      member.isStopped = false
    },
    async ask(request) {
      let last = ''
      for (const until = Date.now() + patience; Date.now() < until; ) {
        turn += 1
        const answer = await send(at(turn % size), request).catch(reasonOf)
        if (typeof answer === 'object' && !isPassing(answer)) return answer
        last = typeof answer === 'string' ? answer : `${answer.status} ${answer.body}`
        await setTimeout(20)
      }
      throw new Error(`no process answers ${request.method} ${request.path}: ${last}`)
    },
    async askOnce(index, request) {
      const member = at(index)
      if (!member.server || member.isStopped) return undefined
      const answer = await send(member, request).catch(() => undefined)
      return answer && !isPassing(answer) ? answer : undefined
    },
    logs: () => [
      ...notes,
      ...members.flatMap(({ logs }, index) => logs.flat().map(line => `log of process ${index}: ${line}`)),
    ],
    forgetLogs() {
      notes = []
      since = performance.now()
      for (const member of members) {
        member.logs = member.server ? [member.server.lines] : []
        member.server?.lines.splice(0)
      }
    },
  }
}

/** Why there is no answer. `fetch` says it in the cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.message}: ${error.cause}` : String(error)
}

/** Whether a refusal says that the request can be repeated. */
function isPassing({ status, body }: Answer): boolean {
  return [408, 429, 503, 507].includes(status) || (status === 409 && body.includes('idempotency-running'))
}
