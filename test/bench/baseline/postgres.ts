import { createServer } from 'node:http'
import { Pool } from 'pg'
import { startedWith } from './constant.ts'

/**
 * node:http and the body of one article, looked up by the last part of the address with a bare `pg` query: what a read from
 * PostgreSQL comes to at best.
 */
const { port, constant, file: connectionString } = startedWith(process.argv)
const { status, headers } = constant
const pool = new Pool({ connectionString, max: 10 })
const text = 'SELECT b.body FROM print p JOIN print_body b USING (article_id) WHERE p.slug = $1'
const fixed = headers.slice()
const length = fixed.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-length') + 1

const server = createServer({ keepAliveTimeout: 72_000 }, async (request, response) => {
  const { url = '' } = request
  const { rows } = await pool.query<{ body: Buffer }>({
    name: 'body',
    text,
    values: [url.slice(url.lastIndexOf('/') + 1)],
  })
  const found = rows[0]?.body
  const fields = fixed.slice()
  fields[length] = String(found?.byteLength ?? 0)
  response.writeHead(found ? status : 404, fields)
  response.end(found)
})
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
