import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'
import { createSender } from '../../../../src/change/leased/webhook/attempt.ts'
import { createDispatcher, type DispatcherReports } from '../../../../src/change/leased/webhook/dispatcher.ts'
import type { WebhookWish } from '../../../../src/domain/webhook/webhook.ts'
import { createWebhook } from '../../../../src/editorial/webhook/webhook.ts'
import { type Built, build, site } from '../../../build.ts'
import { numberedIds } from '../../../domain/sample.ts'

export type Received = {
  method: string | undefined
  headers: Record<string, string | undefined>
  body: Buffer
  json: { type: string; timestamp: string; data: Record<string, unknown> }
}

/** A receiver that keeps its requests. Requests wait while it is held. */
export async function receiver(t: Test) {
  const requests: Received[] = []
  const state: {
    status: number
    headers: Record<string, string>
    body: string
    /** Whether it answers the request's own body. */
    isEcho?: boolean
    held: ServerResponse[] | undefined
  } = {
    status: 204,
    headers: {},
    body: '',
    held: undefined,
  }
  const answer = (response: ServerResponse, body = state.body) =>
    response.writeHead(state.status, state.headers).end(body)
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await buffer(request)
    const { method, headers } = request
    const text = body.toString('utf8')
    const json = text.startsWith('{') ? JSON.parse(text) : {}
    requests.push({ method, headers: headers as Record<string, string | undefined>, body, json })
    if (state.held) state.held.push(response)
    else answer(response, state.isEcho ? text : undefined)
    server.emit('received')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    state,
    server,
    release() {
      const { held = [] } = state
      state.held = undefined
      for (const response of held) answer(response)
    },
  }
}

/** An application with a receiver, a webhook for it, and a dispatcher that runs on request. */
export async function dispatching(t: Test, wish: Partial<WebhookWish> = {}, guarded = false) {
  const built = await build(t)
  const one = await receiver(t)
  const { store } = built
  const own = dispatcherOf(t, built, guarded)
  const { webhook, secret } = await createWebhook({ url: one.url, ...wish }, { actor: 'cli' }, own.tools)
  const deliveries = async (state?: 'pending' | 'failed' | 'delivered') =>
    (await store.webhookDeliveries({ webhookId: webhook.id, state, limit: 1000 })).deliveries
  return { ...built, ...one, ...own, webhook, secret, deliveries }
}

/** A dispatcher of a store that runs on request. */
export function dispatcherOf(t: Test, { store, time }: Pick<Built, 'store' | 'time'>, guarded = false) {
  const clock = () => time.now
  const newId = numberedIds('0dd00000')
  const { send, close } = createSender(!guarded)
  t.teardown(close)
  const tools = { store, site, clock, newId, send, random: () => 0 }
  const disabled: string[] = []
  const failures: unknown[] = []
  const reports: DispatcherReports = {
    disabled: webhook => disabled.push(webhook.health.disabled?.reason ?? ''),
    failed: error => failures.push(error),
  }
  const dispatcher = createDispatcher(tools, reports)
  t.teardown(() => dispatcher.stop())

  /** Works until there is nothing to do now. */
  async function run(of = dispatcher): Promise<void> {
    for (;;) {
      const done = await of.round()
      if (done === 0 && of.isIdle()) return
      if (done === 0) await of.idle(1000)
    }
  }
  const later = (seconds: number) => {
    time.now = new Date(time.now.getTime() + seconds * 1000)
  }
  return { tools, dispatcher, run, later, disabled, reports, failures }
}
