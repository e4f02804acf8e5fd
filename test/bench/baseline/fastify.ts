import { fastify } from 'fastify'
import { startedWith } from './constant.ts'

/** A Fastify route that sends a buffer, as a baseline for an application without a database. */
const { port, constant, body } = startedWith(process.argv)
const { route, status } = constant
const headers = Object.fromEntries(pairs(constant.headers))

const app = fastify({ keepAliveTimeout: 72_000 })
app.get(route, (_request, reply) => {
  reply.code(status).headers(headers).send(body)
})
await app.listen({ port, host: '127.0.0.1' })
process.once('SIGTERM', () => process.exit(0))

function* pairs(flat: readonly string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < flat.length; at += 2) yield [flat[at] ?? '', flat[at + 1] ?? '']
}
