import { createServer } from 'node:http'
import { startedWith } from './constant.ts'

/** node:http with a buffer, as the upper limit for a server in Node.js. */
const { port, constant, body } = startedWith(process.argv)
const { status, headers } = constant

const server = createServer({ keepAliveTimeout: 72_000 }, (_request, response) => {
  response.writeHead(status, headers)
  response.end(body)
})
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
