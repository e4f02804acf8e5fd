import t from 'tap'
import { scopes } from '../../src/domain/access/key.ts'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { openStream } from '../http/event-source.ts'
import { type AnswerCheck, answerCheck, type StoredResponse } from '../openapi/answer-check.ts'
import type { Parameter } from '../openapi/resolved.ts'
import { crawlSite } from './crawl-site.ts'

t.setTimeout(600_000)

type Site = Awaited<ReturnType<typeof crawlSite>>

/** Sends a request and records where the response differs from the document. */
function visitor({ app }: Pick<Site, 'app'>, check: AnswerCheck) {
  const faults: string[] = []
  return {
    faults,
    async visit(method: string, url: string, headers: Record<string, string> = {}): Promise<StoredResponse> {
      const {
        statusCode: status,
        headers: answered,
        body,
      } = await app.inject({ method: method as 'GET', url, headers })
      const answer = { method, url, status, headers: answered, body }
      faults.push(...check.faultsOf(answer).map(fault => `${fault} (${url.slice(0, 120)})`))
      return answer
    },
  }
}

/** Values for a parameter: those that its schema names, invalid ones, and unusual ones. */
function valuesOf({ name, schema }: Parameter): string[] {
  const items = Object(schema['items'])
  const named = [schema['enum'], items.enum, schema['examples'], schema['example'], schema['default']].flat(2)
  const type = schema['type']
  const usual = type === 'boolean' ? ['true', 'false'] : type === 'integer' ? ['1', '0', '999999999'] : ['x', '2026-11']
  const dates = schema['format'] === 'date-time' ? ['2026-11-01T00:00:00Z', '2026-11-01T01:00:00.5+01:00', 'now'] : []
  const known = name === 'cursor' || name === 'since' || name === 'token' ? ['AAAA'] : []
  const values = [...named, ...usual, ...dates, ...known, '', '\u0000', 'ü,ü', '%', 'a'.repeat(300)]
  return [...new Set(values.filter(value => value !== undefined).map(String))]
}

function* fill(path: string, values: Record<string, readonly string[]>): Generator<string> {
  const name = /\{(\w+)\}/.exec(path)?.[1]
  if (name === undefined) return yield path
  for (const value of values[name] ?? ['none']) {
    yield* fill(path.replace(`{${name}}`, encodeURIComponent(value.toWellFormed())), values)
  }
}

/** Addresses of this site in a text. */
function addressesIn(body: string): string[] {
  const found = body.match(/https:\/\/news\.example\.org[^\s"'<>)\\]*/g) ?? []
  return found.map(url => new URL(url)).map(({ pathname, search }) => `${pathname}${search}`)
}

/** Statuses that need an overload, a stop or a fault of the store. */
const rare = [429, 503]

function unseen({ document, seen }: AnswerCheck, isWanted: (path: string, method: string) => boolean): string[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => (isWanted(path, method) ? operation : [])),
  )
  return operations
    .flatMap(({ operationId, responses }) => Object.keys(responses).map(status => `${operationId} ${status}`))
    .filter(name => !seen.has(name) && !/default$/.test(name) && !rare.some(status => name.endsWith(` ${status}`)))
}

function deliveryValues(site: Site): Record<string, string[]> {
  const slugs = ['harbour-trust-buys-two-electric-ferries', 'new-name', 'old-name', 'neuer-name', 'sent-in', '100-sure']
  const gone = ['withdrawn', 'unpublished', 'deleted', site.withdrawn.id]
  return {
    ref: [...slugs, ...site.made, ...gone, site.draft.id, 'none', 'ü', '%', 'a'.repeat(500)],
    anchor: ['who-pays', 'lead', '3-boats-more', 'none', 'ü'],
    slug: [
      'transport',
      'food-drink-travel',
      'c',
      '18f',
      'bread',
      'marta-oyelaran',
      '日本語',
      'ann-writer',
      'newsbot',
      'sea',
      'none',
      'TRANSPORT',
      '%',
    ],
    language: ['en', 'de', 'ar', 'ja', 'EN', 'xx', 'none-of-these'],
    page: ['2026-11', '2026-01', '2026-11-2', '1999-01', 'none'],
    code: ['article-not-found', 'none'],
  }
}

/** Values of query parameters that the document cannot know. */
function queryValues(site: Site): Record<string, string[]> {
  const origin = 'https://news.example.org'
  return {
    url: ['new-name', 'withdrawn', 'old-name', 'none'].map(slug => `${origin}/v1/articles/${slug}`),
    path: ['/new-name', '/v1/articles/old-name', '/withdrawn', '/none', 'no/slash', 'https://other.example/'],
    preview: [String(site.preview['token']), 'none'],
    category: ['transport', 'none'],
    tag: ['c,18f', 'none'],
    ids: [`${site.made.join(',')},${site.withdrawn.id}`],
    slugs: ['new-name,none'],
    q: ['ferry', '"'],
    sections: ['who-pays', 'none'],
  }
}

t.test('every delivery response matches the OpenAPI document', { timeout: 200_000 }, async t => {
  const site = await crawlSite(t)
  const check = answerCheck()
  const { visit, faults } = visitor(site, check)
  const [values, queries] = [deliveryValues(site), queryValues(site)]
  const found = new Map<string, number>()
  const visited = new Set<string>()
  const good = new Set<string>()

  /** Reads an address, revalidates the answer, and follows the addresses in it. */
  async function read(url: string): Promise<void> {
    if (visited.has(url) || url.startsWith('/v1/stream')) return
    visited.add(url)
    const answer = await visit('GET', url)
    if (answer.status === 200) good.add(url)
    const { etag, 'last-modified': modified } = answer.headers
    if (etag && answer.status === 200) {
      await visit('GET', url, { 'if-none-match': String(etag) })
      await visit('HEAD', url)
      if (modified) await visit('GET', url, { 'if-modified-since': String(modified) })
    }
    for (const address of addressesIn(answer.body)) {
      const shape = address.replace(/[^/?&=.]+/g, '*')
      const count = found.get(shape) ?? 0
      found.set(shape, count + 1)
      if (count < 3 && check.operationAt('GET', address)) await read(address)
    }
  }

  for (const [path, { get }] of Object.entries(check.document.paths)) {
    if (path.startsWith('/v1/editorial') || path === '/metrics' || !get) continue
    const needs: Record<string, string> = {
      '/oembed': '?url=',
      '/v1/resolve': '?path=',
      '/v1/search': '?q=',
      '/v1/search/suggest': '?q=',
    }
    const needed = needs[path] ?? ''
    const [usual = []] = needed ? [queries[needed.slice(1, -1)]] : []
    const whole = needed ? `${path}${needed}${encodeURIComponent(usual[0] ?? '')}` : path
    for (const url of fill(whole, values)) await read(url)
    const url = [...fill(whole, values)].find(one => good.has(one)) ?? path
    const join = url.includes('?') ? '&' : '?'
    for (const parameter of get.parameters ?? []) {
      if (parameter.in !== 'query') continue
      const own = queries[parameter.name] ?? []
      for (const value of [...own, ...valuesOf(parameter)]) {
        const query = `${parameter.name}=${encodeURIComponent(value)}`
        await read(needed === `?${parameter.name}=` ? `${path}?${query}` : `${url}${join}${query}`)
      }
    }
    await read(`${url}${join}utm_source=x`)
    await read(path)
    const key = { authorization: `Bearer ${await site.secretOf(['content:read'])}` }
    const wrong = { authorization: 'Bearer x' }
    for (const headers of [{ 'if-match': '"none"' }, { accept: 'application/unknown' }, key, wrong]) {
      if (path !== '/v1/stream') await visit('GET', url, headers)
    }
  }

  await visit('GET', '/v1/stream?since=none')

  // A site with an older log and fewer settings.
  const plain = visitor(await build(t), check)
  const { token } = (await site.app.inject('/v1/sync?start=now')).json()
  t.equal((await plain.visit('GET', `/v1/sync?token=${token}`)).status, 410)
  const others = [`/v1/stream?since=${token}`, '/.well-known/tdmrep.json', '/.well-known/security.txt']
  for (const url of others) await plain.visit('GET', url)
  faults.push(...plain.faults)

  t.ok(visited.size > 500, `${visited.size} addresses`)
  t.strictSame([...new Set(faults)], [])
  t.strictSame(
    unseen(check, (path, method) => !/^\/(?:v1\/editorial|metrics)/.test(path) && method === 'get'),
    // The stream does not end and has its own test below. Health requests cannot be invalid. Metrics need a key.
    ['readStream 200', 'getLive 400', 'getReady 400'],
  )
  t.strictSame(check.missingHeaders(), [])

  await t.test('the export has one article per line and a token in the last line', async t => {
    const lines = (await site.app.inject('/v1/export.ndjson')).body.trim().split('\n')
    const values = lines.map(line => JSON.parse(line))
    t.ok(values.length > 10)
    hasMembers(t, values.pop(), { token: /^.+$/ })
    for (const article of values) t.equal(check.schemaFault('Article', article), undefined)
    const addresses = lines.join().matchAll(/"(?:url|href|link|sourceUrl|thumbnail)":"([^"]*)"/g)
    const relative = [...addresses].map(([, address = '']) => address).filter(one => !/^(?:https?:\/\/|#)/.test(one))
    t.strictSame(relative, [], 'addresses are absolute')
  })

  await t.test('the stream has articles and tombstones', async t => {
    const url = `/v1/stream?since=${site.start}`
    const stream = await openStream(`${site.origin}${url}`)
    t.strictSame(check.faultsOf({ method: 'GET', url, status: stream.status, headers: stream.headers, body: '' }), [])
    const names = new Set<string>()
    while (names.size < 2) {
      const [{ event = '', data } = {}] = await stream.take(1)
      names.add(event)
      const { groups, ...value } = Object(data)
      t.ok(Array.isArray(groups), event)
      t.equal(check.schemaFault(event === 'article' ? 'ArticleItem' : 'Tombstone', value), undefined, event)
    }
    t.strictSame([...names].toSorted(), ['article', 'tombstone'])
    stream.close()
  })
})

/** Parameters of editorial paths: of existing, deleted and unknown objects. */
async function editorialValues({ ask, made, draft, deleted, job, english }: Site): Promise<Record<string, string[]>> {
  const terms = await Promise.all(
    ['categories', 'tags', 'authors'].map(async kind => {
      const { body } = await ask('GET', `/v1/editorial/${kind}?limit=3`)
      return (body['items'] as { id: string }[]).map(term => term.id)
    }),
  )
  const parts = [draft['sections'], draft['keyTakeaways']].map(list => (list as { id: string }[])[0]?.id ?? '')
  const { body } = await ask('GET', '/v1/editorial/articles?q=Sent&limit=1')
  const sent = (body['items'] as { id: string }[]).map(item => item.id)
  const hooks = '/v1/editorial/webhooks'
  const scopes = ['webhooks:manage'] as const
  const { webhook } = (await ask('POST', hooks, { body: { url: 'https://partner.invalid/' }, scopes })).body
  const webhookId = String(Object(webhook).id)
  const test = () => ask('POST', `${hooks}/${webhookId}/test`, { scopes })
  // Two, so that the list has a next page.
  await test()
  const { body: delivery } = await test()
  return {
    id: [draft.id, ...sent, ...made, english.id, deleted.id, ...terms.flat(), 'none', 'ü', '%'],
    part: ['who-pays', ...parts, 'none'],
    number: ['1', '0', '99', 'x'],
    importId: [job.id, 'none'],
    externalId: ['cms:1'],
    webhookId: [webhookId, 'none'],
    deliveryId: [String(delivery['id']), 'none'],
  }
}

t.test('every response to an editorial read matches the OpenAPI document', { timeout: 200_000 }, async t => {
  const site = await crawlSite(t)
  const check = answerCheck()
  const { visit, faults } = visitor(site, check)
  const values = await editorialValues(site)
  const key = { authorization: `Bearer ${await site.secretOf(scopes)}` }
  const other = { authorization: `Bearer ${await site.secretOf(['content:read'])}` }
  const lengths: Record<string, string[]> = { fromEdition: ['1'], toEdition: ['2'] }

  for (const [path, { get }] of Object.entries(check.document.paths)) {
    if (!path.startsWith('/v1/editorial') || !get) continue
    const urls = [...fill(path, values)]
    let url = urls[0] ?? path
    for (const one of urls) {
      const answer = await visit('GET', one, key)
      if (answer.status !== 200) continue
      if (url === urls[0]) url = one
      await visit('HEAD', one, key)
      if (get.parameters?.some(({ name }) => name === 'cursor')) await visit('GET', `${one}?limit=1`, key)
      const { etag } = answer.headers
      if (etag) await visit('GET', one, { ...key, 'if-none-match': String(etag) })
    }
    for (const parameter of get.parameters ?? []) {
      if (parameter.in !== 'query') continue
      for (const value of [...(lengths[parameter.name] ?? []), ...valuesOf(parameter)]) {
        await visit('GET', `${url}?${parameter.name}=${encodeURIComponent(value)}`, key)
      }
    }
    for (const headers of [{}, other, { ...key, accept: 'application/unknown' }]) await visit('GET', url, headers)
    await visit('GET', `${url}?utm_source=x`, key)
  }
  t.strictSame([...new Set(faults)], [])
  t.strictSame(
    unseen(check, (path, method) => path.startsWith('/v1/editorial') && method === 'get'),
    [],
  )
  t.strictSame(check.missingHeaders(), [])
})
