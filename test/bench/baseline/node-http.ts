import { createServer } from 'node:http'
import { startedWith } from './constant.ts'

/** node:http and a buffer: what any server in Node.js comes to at best. */
const { port, constant, body } = startedWith(process.argv)
const { status, headers } = constant

const server = createServer({ keepAliveTimeout: 72_000 }, (_request, response) => {
  response.writeHead(status, headers)
  response.end(body)
})
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
