import { setTimeout } from 'node:timers/promises'

/** Everything that was acknowledged, so it must exist. */
export type Acknowledged = {
  /** Articles by their titles. */
  articles: Map<string, { id: string; version: number }>
  published: Set<string>
  /** Imports, with how many files each has. */
  imports: Map<string, number>
  /** Responses by idempotency key, with their requests. */
  answers: Map<string, { ask: Ask; body: string }>
}

export type Ask = { method: 'GET' | 'POST'; path: string; type?: string; body?: string; etag?: string }

export type Editor = {
  said: Acknowledged
  /** Sets the address for the next requests. */
  at(address: string): void
  /** Number of requests without a response. */
  waiting(): number
  /** Waits for that many more responses. */
  answered(count: number): Promise<void>
  /** Waits until one more import is accepted. */
  imported(): Promise<void>
  /** Stops, and waits for the responses to all requests. */
  stop(): Promise<void>
  /** Repeats a request with its key. */
  ask(ask: Ask, key?: string): Promise<string>
}

/**
 * Clients that write without a pause: one makes and publishes articles, one makes many at once, one imports files. They
 * repeat a request without a response under the same idempotency key, to the server that then runs.
 */
export function startEditor(secret: string): Editor {
  const said: Acknowledged = { articles: new Map(), published: new Set(), imports: new Map(), answers: new Map() }
  let address = ''
  let waiting = 0
  let answered = 0
  let isStopping = false
  const running = Promise.all([writing(), batching(), importing()])

  async function ask(wanted: Ask, key?: string): Promise<string> {
    const { method, path, type = 'application/json', body, etag } = wanted
    for (let until = Date.now() + patience; Date.now() < until; ) {
      try {
        waiting += 1
        const answer = await fetch(`${address}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${secret}`,
            ...(body !== undefined && { 'content-type': type }),
            ...(etag !== undefined && { 'if-match': etag }),
            ...(key !== undefined && { 'idempotency-key': `"${key}"` }),
          },
          ...(body !== undefined && { body }),
        })
        const text = await answer.text()
        if (answer.ok) {
          answered += 1
          if (key !== undefined) said.answers.set(key, { ask: wanted, body: text })
          return text
        }
        // The first attempt still runs, or a writer of another process holds the lock.
        if (answer.status !== 503 && answer.status !== 429 && !text.includes('idempotency-running'))
          throw new TypeError(`refused: ${text}`)
      } catch (error) {
        if (String(error).includes('refused: ')) throw error
      } finally {
        waiting -= 1
      }
      await setTimeout(10)
    }
    throw new Error(`no server answers ${path}`)
  }

  async function writing(): Promise<void> {
    for (let number = 1; !isStopping; number += 1) {
      const title = `Article ${number}`
      const made = await ask(
        post('/v1/editorial/articles', { title, markdown: 'One.\n\n## Two\n\nThree.' }),
        `make ${title}`,
      )
      const { id, version, etag } = JSON.parse(made) as { id: string; version: number; etag: string }
      said.articles.set(title, { id, version })
      await ask({ ...post(`/v1/editorial/articles/${id}/publish`, {}), etag }, `publish ${title}`)
      said.published.add(title)
      // The next server starts at the same time, on the same cores.
      await setTimeout(10)
    }
  }

  async function batching(): Promise<void> {
    for (let number = 1; !isStopping; number += 1) {
      const titles = Array.from({ length: itemsAtOnce }, (_, index) => `Batch ${number} ${index}`)
      const items = titles.map(title => ({ type: 'create', body: { title, markdown: 'One.' } }))
      const answer = await ask(post('/v1/editorial/articles:batch', items), `batch ${number}`)
      const results = (JSON.parse(answer) as { items: { article: { id: string; version: number } }[] }).items
      for (const [index, { article }] of results.entries()) said.articles.set(titles[index] ?? '', article)
      await setTimeout(250)
    }
  }

  async function importing(): Promise<void> {
    for (let number = 1; !isStopping; number += 1) {
      const { type, body } = form(number)
      const answer = await ask(
        { method: 'POST', path: `/v1/editorial/imports:upload?publish=true&undated=publish`, type, body },
        `import ${number}`,
      )
      said.imports.set((JSON.parse(answer) as { id: string }).id, filesAtOnce)
      // Limits imports to those that a server completes between two kills.
      await setTimeout(400)
    }
  }

  return {
    said,
    ask,
    at: to => {
      address = to
    },
    waiting: () => waiting,
    async answered(count) {
      for (const goal = answered + count; answered < goal; ) await setTimeout(2)
    },
    async imported() {
      for (const before = said.imports.size; said.imports.size === before; ) await setTimeout(2)
    },
    async stop() {
      isStopping = true
      await running
    },
  }
}

const filesAtOnce = 40
const itemsAtOnce = 60

/** Milliseconds in which some server must have answered. */
const patience = 120_000

function post(path: string, body: object): Ask {
  return { method: 'POST', path, body: JSON.stringify(body) }
}

/** A form of files that no other form has. */
function form(number: number): { type: string; body: string } {
  const parts = Array.from({ length: filesAtOnce }, (_, index) => {
    const name = `imported-${number}-${index}`
    const head = `Content-Disposition: form-data; name="f"; filename="${name}.md"\r\nContent-Type: text/markdown`
    return `--x\r\n${head}\r\n\r\n---\ntitle: ${name}\ntags: [a, b]\n---\n\nWords.\n\n## More\n\n${'Words. '.repeat(40)}\r\n`
  })
  return { type: 'multipart/form-data; boundary=x', body: `${parts.join('')}--x--\r\n` }
}
