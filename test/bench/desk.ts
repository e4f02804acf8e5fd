import { Agent, request } from 'node:http'
import { manuscript } from './corpus/article.ts'
import { textPage } from './corpus/page.ts'

/** The key of a bench's editor, for `OFFPRINT_ADMIN_KEY`. */
export const editorKey = 'offprint-bench-editor-0123456789abcdef'

export type Desk = {
  /** Makes or replaces an article of about 10 KB and publishes it: two requests, as an editor's system sends them. */
  publish(number: number, edition: number): Promise<void>
  /** Sends JSON to an address of the editorial API. */
  send(method: string, path: string, body: string): Promise<Answer>
}

type Answer = { status: number; body: string }

/** An editor's system in front of a server. */
export function openDesk(port: number): Desk {
  const agent = new Agent({ keepAlive: true })
  const send = (method: string, path: string, headers: Record<string, string>, body: string) =>
    new Promise<Answer>((resolve, reject) => {
      const authorization = `Bearer ${editorKey}`
      const options = { port, host: '127.0.0.1', agent, method, path: `/v1/editorial${path}` }
      const asked = request({ ...options, headers: { authorization, ...headers } }, async response => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
      })
      asked.once('error', reject)
      asked.end(body)
    })
  return {
    send: (method, path, body) => send(method, path, { 'content-type': 'application/json' }, body),
    async publish(number, edition) {
      const { title, summary, ...said } = manuscript(number, 1000)
      const text = textPage({ ...said, title, summary })
      const draft = JSON.stringify({ title: `${title}, ${edition}`, ...(summary !== undefined && { summary }), text })
      const put = await send(
        'PUT',
        `/articles-by-external-id/desk:${number}`,
        { 'content-type': 'application/json' },
        draft,
      )
      if (put.status >= 300) throw new Error(`PUT answered ${put.status}: ${put.body.slice(0, 300)}`)
      const { id, etag }: { id: string; etag: string } = JSON.parse(put.body)
      const published = await send('POST', `/articles/${id}/publish`, { 'if-match': etag }, '')
      if (published.status >= 300)
        throw new Error(`publish answered ${published.status}: ${published.body.slice(0, 300)}`)
    },
  }
}
