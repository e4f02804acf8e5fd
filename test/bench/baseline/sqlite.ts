import { createServer } from 'node:http'
import Sqlite from 'better-sqlite3'
import { startedWith } from './constant.ts'

/**
 * node:http and the body of one article, looked up by the last part of the address: what a read from a store file comes to
 * at best. The connection is set as the server's own.
 */
const { port, constant, file } = startedWith(process.argv)
const { status, headers } = constant
const reader = new Sqlite(file, { readonly: true })
reader.pragma('mmap_size = 1073741824')
reader.pragma('cache_size = -32768')
const body = reader
  .prepare<[string], Buffer>('SELECT b.body FROM print p JOIN print_body b USING (article_id) WHERE p.slug = ?')
  .pluck()
const fixed = headers.slice()
const length = fixed.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-length') + 1

const server = createServer({ keepAliveTimeout: 72_000 }, (request, response) => {
  const { url = '' } = request
  const found = body.get(url.slice(url.lastIndexOf('/') + 1))
  const fields = fixed.slice()
  fields[length] = String(found?.byteLength ?? 0)
  response.writeHead(found ? status : 404, fields)
  response.end(found)
})
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
