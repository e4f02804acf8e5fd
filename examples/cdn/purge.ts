import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/**
 * Purges a cache in front of Offprint when articles change: `node purge.ts varnish|fastly|cloudflare`.
 * OFFPRINT is the address of Offprint itself, not of the cache. TOKEN_FILE stores the position in the change log.
 */
const { OFFPRINT = 'http://127.0.0.1:3000', TOKEN_FILE = 'purge.token', ...env } = process.env
const log = (line: string) => void process.stderr.write(`${line}\n`)

type Cache = { most: number; purge(groups: readonly string[]): Promise<Response> }

/** The supported caches, each with the maximum number of groups per request. */
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

/** Milliseconds until the second purge: an old response may have been in transit to the cache. */
const againMs = 3000
/** Milliseconds between attempts. */
const pauseMs = 1000

const cache = caches[process.argv[2] ?? '']
if (!cache) {
  log(`usage: purge.ts ${Object.keys(caches).join('|')}`)
  process.exit(2)
}
for (; ; await setTimeout(pauseMs)) {
  try {
    await follow(lastToken(), cache)
  } catch (error) {
    log(`${error instanceof Error ? error.message : error}: trying again`)
  }
}

/** Purges the groups of all events until the stream ends. Stores a position after everything before it is purged. */
async function follow(from: string | undefined, { most, purge }: Cache): Promise<void> {
  const headers: Record<string, string> = from === undefined ? {} : { 'last-event-id': from }
  const response = await fetch(`${OFFPRINT}/v1/stream?view=ref`, { headers })
  if (response.status === 410) {
    log('The change log no longer has the stored position. Purge the whole cache, or wait until old responses expire.')
    return keepToken('')
  }
  if (!response.ok || !response.body) throw new Error(`the stream responds ${response.status}`)
  let groups = new Set<string>()
  for await (const { id, data } of events(response.body)) {
    for (const name of data === undefined ? [] : (JSON.parse(data).groups ?? [])) groups.add(name)
    if (id === undefined) continue
    const changed = [...groups]
    groups = new Set()
    await purgeAll(changed)
    if (changed.length > 0)
      void setTimeout(againMs, changed)
        .then(purgeAll)
        .catch(error => log(String(error)))
    keepToken(id)
  }

  async function purgeAll(names: readonly string[]): Promise<void> {
    for (let at = 0; at < names.length; at += most) {
      const response = await purge(names.slice(at, at + most))
      if (!response.ok) throw new Error(`the cache responds ${response.status}: ${await response.text()}`)
      await response.body?.cancel()
    }
  }
}

/** The id and data of server-sent events. */
async function* events(
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
