import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/**
 * Tells a cache in front of Offprint what changed, as it changes: `node purge.ts varnish|fastly|cloudflare`.
 * OFFPRINT is the address of Offprint itself, not of the cache; TOKEN_FILE keeps the place in the log between two runs.
 */
const { OFFPRINT = 'http://127.0.0.1:3000', TOKEN_FILE = 'purge.token', ...env } = process.env
const tell = (line: string) => void process.stderr.write(`${line}\n`)

type Cache = { most: number; purge(groups: readonly string[]): Promise<Response> }

/** Each with the most names that one request takes. */
const caches: Record<string, Cache> = {
  varnish: {
    most: 200,
    purge: groups =>
      fetch(env['VARNISH'] ?? 'http://127.0.0.1', { method: 'PURGE', headers: { 'surrogate-key': groups.join(' ') } }),
  },
  fastly: {
    most: 256,
    purge: groups =>
      fetch(`https://api.fastly.com/service/${env['FASTLY_SERVICE']}/purge`, {
        method: 'POST',
        headers: { 'fastly-key': env['FASTLY_KEY'] ?? '', 'surrogate-key': groups.join(' ') },
      }),
  },
  cloudflare: {
    most: 100,
    purge: groups =>
      fetch(`https://api.cloudflare.com/client/v4/zones/${env['CLOUDFLARE_ZONE']}/purge_cache`, {
        method: 'POST',
        headers: { authorization: `Bearer ${env['CLOUDFLARE_TOKEN']}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tags: groups }),
      }),
  },
}

/** Milliseconds after which what changed is purged once more: an old answer may have been on its way into the cache. */
const againMs = 3000
/** Milliseconds before a new attempt. */
const pauseMs = 1000

const cache = caches[process.argv[2] ?? '']
if (!cache) {
  tell(`usage: purge.ts ${Object.keys(caches).join('|')}`)
  process.exit(2)
}
for (; ; await setTimeout(pauseMs)) {
  try {
    await follow(lastToken(), cache)
  } catch (error) {
    tell(`${error instanceof Error ? error.message : error}: going on in a moment`)
  }
}

/** Purges what the stream tells, until it ends. A place in the log is passed once what was told before it is purged. */
async function follow(from: string | undefined, { most, purge }: Cache): Promise<void> {
  const headers: Record<string, string> = from === undefined ? {} : { 'last-event-id': from }
  const answer = await fetch(`${OFFPRINT}/v1/stream?view=ref`, { headers })
  if (answer.status === 410) {
    tell(
      'The place in the log is gone. What changed meanwhile leaves the cache by age; purge all of it to be rid of it now.',
    )
    return keepToken('')
  }
  if (!answer.ok || !answer.body) throw new Error(`the stream answers ${answer.status}`)
  let groups = new Set<string>()
  for await (const { id, data } of blocks(answer.body)) {
    for (const name of data === undefined ? [] : (JSON.parse(data).groups ?? [])) groups.add(name)
    if (id === undefined) continue
    const told = [...groups]
    groups = new Set()
    await purgeAll(told)
    if (told.length > 0)
      void setTimeout(againMs, told)
        .then(purgeAll)
        .catch(error => tell(String(error)))
    keepToken(id)
  }

  async function purgeAll(told: readonly string[]): Promise<void> {
    for (let at = 0; at < told.length; at += most) {
      const answer = await purge(told.slice(at, at + most))
      if (!answer.ok) throw new Error(`the cache answers ${answer.status}: ${await answer.text()}`)
      await answer.body?.cancel()
    }
  }
}

/** Server-sent events, as far as they matter here. */
async function* blocks(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ id: string | undefined; data: string | undefined }> {
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const block of whole) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
      yield { id: field('id'), data: field('data') }
    }
  }
}

function lastToken(): string | undefined {
  try {
    return readFileSync(TOKEN_FILE, 'utf8') || undefined
  } catch {
    return undefined
  }
}

function keepToken(token: string): void {
  writeFileSync(`${TOKEN_FILE}.new`, token)
  renameSync(`${TOKEN_FILE}.new`, TOKEN_FILE)
}
