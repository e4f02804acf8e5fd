import { Agent, get } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/** Requests per second of a reader who reads at a modest pace. */
const pace = 100
/** Longest wait for a response, in milliseconds. */
const timeout = 60_000

export type PacedReads = {
  /** Milliseconds from the planned send time of each request to the end of its response, shortest first. */
  waits: number[]
  errors: string[]
}

const [, , port = '', path = ''] = process.argv
let isOver = false
process.once('message', () => {
  isOver = true
})
process.send?.(await pacedReads(Number(port), path, () => isOver))
process.disconnect?.()

/**
 * Reads a path 100 times a second until `isOver`, whether or not earlier responses have arrived. A request that is sent late
 * counts from the time when it was due, so a stalled server cannot hide behind the requests that it delays.
 */
async function pacedReads(port: number, path: string, isOver: () => boolean): Promise<PacedReads> {
  const agent = new Agent({ keepAlive: true })
  const waits: number[] = []
  const errors: string[] = []
  const pending: Promise<void>[] = []
  const started = performance.now()
  for (let sent = 0; !isOver(); sent += 1) {
    const due = started + (sent * 1000) / pace
    const early = due - performance.now()
    if (early > 0) await setTimeout(early)
    const read = readOnce(agent, port, path).then(
      () => void waits.push(performance.now() - due),
      (error: Error) => void errors.push(error.message),
    )
    pending.push(read)
  }
  await Promise.all(pending)
  agent.destroy()
  return { waits: waits.sort((a, b) => a - b), errors }
}

function readOnce(agent: Agent, port: number, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get({ agent, port, path, host: '127.0.0.1', timeout }, response => {
      response.resume()
      response.once('error', reject)
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${path} answered ${response.statusCode}`)),
      )
    })
    request.once('timeout', () => request.destroy(new Error(`no response in ${timeout} ms`)))
    request.once('error', reject)
  })
}
