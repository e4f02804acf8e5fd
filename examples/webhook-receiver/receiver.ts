import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

type Copy = { token?: string; articles: Record<string, { id: string }> }
type Page = { articles?: { id: string }[]; tombstones?: { id: string }[]; token: string; more: boolean }

const { OFFPRINT = 'http://127.0.0.1:3000', SECRET = '', PORT = '4000', COPY_FILE = 'copy.json' } = process.env
const webhook = new Webhook(SECRET)
let copy: Copy = existsSync(COPY_FILE) ? JSON.parse(readFileSync(COPY_FILE, 'utf8')) : { articles: {} }
let last: Promise<unknown> = Promise.resolve()
/** Reads everything since the last token. So it does not matter whether events are late, repeated or lost. */
async function catchUp(): Promise<void> {
  for (let more = true; more; ) {
    const response = await fetch(`${OFFPRINT}/v1/sync?${copy.token ? `token=${copy.token}` : 'include=body'}`)
    // The change log does not reach back to the token: start again with an empty copy.
    if (response.status === 410) copy = { articles: {} }
    else if (!response.ok) throw new Error(`Offprint answered ${response.status}`)
    const { articles = [], tombstones = [], ...page } = (await response.json()) as Page
    for (const article of articles) copy.articles[article.id] = article
    for (const { id } of tombstones) delete copy.articles[id]
    if (response.ok) copy.token = page.token
    more = page.more || !response.ok
    writeFileSync(`${COPY_FILE}.new`, JSON.stringify(copy))
    renameSync(`${COPY_FILE}.new`, COPY_FILE)
  }
}

createServer(async (request, response) => {
  try {
    webhook.verify(await buffer(request), request.headers as Record<string, string>)
  } catch {
    return response.writeHead(401).end('The signature is not valid.')
  }
  // One sync at a time. After a 500, Offprint repeats the request.
  last = last.catch(() => undefined).then(catchUp)
  const answer = (status: number, text = '') => response.writeHead(status).end(text)
  return last.then(() => answer(204)).catch(error => answer(500, String(error)))
}).listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'))
