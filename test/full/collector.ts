import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Test } from 'tap'

/** A collector of OpenTelemetry: the signals that it received with the id of their process, and the `traceparent` of each span. */
export async function collector(t: Test) {
  const received = new Set<string>()
  const traceparents = new Set<string>()
  const server = createServer(async (request, response) => {
    const text = JSON.stringify(await json(request))
    const process = /"service\.instance\.id","value":\{"stringValue":"([^"]+)"/.exec(text)?.[1]
    received.add(`${request.url} ${process}`)
    for (const [, trace, span] of text.matchAll(/"traceId":"(\w+)","spanId":"(\w+)"/g)) {
      traceparents.add(`00-${trace}-${span}-01`)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, traceparents }
}
