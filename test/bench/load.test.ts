import { createServer, type Server } from 'node:http'
import t, { type Test } from 'tap'
import { get, load } from './load.ts'

/** A server for the test. */
async function listen(t: Test, status: number, body: string): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, asked }
}

/** Requests for `/0` to below `/count`. */
function requests(count: number): () => Buffer | undefined {
  let at = 0
  return () => (at < count ? get(`/${at++}`) : undefined)
}

t.test('each request is sent once, and each complete response is counted', async t => {
  const { port, asked } = await listen(t, 200, 'words')
  const { responses, errors } = await load({
    port,
    next: requests(100),
    expect: { status: 200, length: 5 },
    connections: 4,
  })
  t.strictSame({ responses, errors }, { responses: 100, errors: [] })
  t.strictSame(asked.toSorted(), Array.from({ length: 100 }, (_, number) => `/${number}`).sort())
})

t.test('another status and another length are errors and do not count', async t => {
  const { port } = await listen(t, 503, 'words')
  const status = await load({ port, next: requests(10), expect: { status: 200 }, connections: 1 })
  t.strictSame([status.responses, status.errors], [0, ['503 with 5 bytes instead of 200 with some']])
  const length = await load({ port, next: requests(10), expect: { status: 503, length: 6 }, connections: 1 })
  t.strictSame([length.responses, length.errors], [0, ['503 with 5 bytes instead of 503 with 6']])
})
