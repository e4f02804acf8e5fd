import t from 'tap'
import { build } from '../build.ts'
import { everyAddress, ferries, outspoken } from './sample.ts'
import { askPort, decoded, lasting, type Wire, wire } from './wire.ts'

const token = "[!#$%&'*+.^_`|~\\dA-Za-z-]+"
const quoted = '"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\])*"'
const instant =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/

/** Grammars of field values from their specifications. */
const grammars: Record<string, RegExp> = {
  // RFC 9110 section 8.3.1
  'content-type': new RegExp(`^${token}/${token}(?:; ${token}=(?:${token}|${quoted}))*$`),
  // RFC 9111 section 5.2
  'cache-control': new RegExp(`^${token}(?:=(?:\\d+|${quoted}))?(?:, ${token}(?:=(?:\\d+|${quoted}))?)*$`),
  // RFC 9110 section 8.8.3
  etag: /^(?:W\/)?"[\x21\x23-\x7e]*"$/,
  // RFC 8288 section 3: all targets absolute
  link: new RegExp(`^${one(`<https?://[^\\s<>"{}|\\\\^\\x60]+>(?:; ${token}=(?:${token}|${quoted}))+`)}$`),
  // RFC 9875, RFC 9651 section 3.1: a list of strings
  'cache-groups': new RegExp(`^${one(quoted)}$`),
  // RFC 9530, RFC 9651 section 3.2: a dictionary of byte sequences
  'repr-digest': /^sha-256=:[A-Za-z\d+/]{43}=:$/,
  // draft-ietf-httpapi-ratelimit-headers-10: lists of strings with parameters
  ratelimit: new RegExp(`^${one(`${quoted};r=\\d+;t=\\d+`)}$`),
  'ratelimit-policy': new RegExp(`^${one(`${quoted};q=\\d+;w=\\d+`)}$`),
  'surrogate-key': /^[\x21-\x7e]{1,250}(?: [\x21-\x7e]{1,250})*$/,
  'content-language': /^[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*$/,
  date: instant,
  'last-modified': instant,
  'content-length': /^\d+$/,
  // RFC 6266
  'content-disposition': new RegExp(`^(?:inline|attachment)(?:; ${token}\\*?=(?:[^;]+))*$`),
}

function one(member: string): string {
  return `(?:${member})(?:, (?:${member}))*`
}

/** Whether an answer is long enough to be compressed. */
function isWorthIt({ headers }: Wire): boolean {
  return 'etag' in headers && Number(headers['content-length']) > 1500
}

/** Media types that have a charset parameter. */
const hasCharset = (type: string) => type.startsWith('text/') || /[/+]xml$/.test(type)

/** Errors in the headers of an answer. */
function faults({ status, headers, raw, body }: Wire, isHead = false): string[] {
  const found: string[] = []
  const names = raw.filter((_, index) => index % 2 === 0).map(name => name.toLowerCase())
  for (const name of names) if (names.indexOf(name) !== names.lastIndexOf(name)) found.push(`${name} twice`)
  for (const [name, value] of Object.entries(headers)) {
    if (/^\s|\s$|[^\x20-\x7e]/.test(value)) found.push(`${name}: ${value}`)
    if (grammars[name] && !grammars[name].test(value)) found.push(`${name}: ${value}`)
  }
  const [type = '', charset] = (headers['content-type'] ?? '').toLowerCase().split('; charset=')
  if (status === 200 && type === '') found.push('no content-type')
  if (hasCharset(type) !== (charset?.split(';')[0] === 'utf-8') && type !== '') found.push(`charset of ${type}`)
  const now = Date.parse(headers['date'] ?? '')
  if (Number.isNaN(now)) found.push('no date')
  const length = headers['content-length']
  if (length === undefined && headers['transfer-encoding'] === undefined && status === 200 && !isHead)
    found.push('no length')
  if (length !== undefined && !isHead && Number(length) !== body.byteLength) found.push(`length ${length}`)
  if (status === 304 && body.byteLength + Number(length ?? 0) > 0) found.push('304 with a body')
  if ('content-range' in headers || headers['accept-ranges'] === 'bytes') found.push('ranges')
  return found
}

t.test('the headers of every public address', async t => {
  const { app, publish, time } = await build(t, { site: outspoken })
  await publish('ferries', ferries)
  time.now = new Date('2026-11-22T12:00:10Z')
  await app.ready()
  const addresses = everyAddress().filter(({ path }) => path !== '/v1/stream')
  const ask = await wire(app)
  const codings: string[] = []

  for (const { path, url } of addresses) {
    t.test(`GET ${path}: the headers conform to their grammars for ranges, codings and conditions`, async t => {
      const plain = await ask(url)
      t.strictSame([plain.status, faults(plain)], [200, []])
      const modified = plain.headers['last-modified']
      if (modified) t.ok(Date.parse(modified) <= time.now.getTime(), `${modified} is not in the future`)

      const head = await ask(url, {}, 'HEAD')
      t.strictSame([head.status, faults(head, true), head.body.byteLength], [200, [], 0])
      const framing = ({ 'transfer-encoding': _, ...headers }: Record<string, string>) => headers
      t.strictSame(framing(lasting(head)), framing(lasting(plain)))

      const ranged = await ask(url, { range: 'bytes=0-9' })
      t.strictSame([ranged.status, ranged.body.equals(plain.body) || path.startsWith('/health')], [200, true])

      for (const coding of ['br', 'gzip']) {
        const coded = await ask(url, { 'accept-encoding': coding })
        t.ok(coded.headers['content-encoding'] || !isWorthIt(coded), 'compresses the first answer')
        t.strictSame([coded.status, faults(coded)], [200, []], coding)
        t.ok(decoded(coded).equals(plain.body), `${coding} decodes to the same content`)
        if (!coded.headers['content-encoding']) continue
        codings.push(coded.headers['content-encoding'])
        if (path !== '/v1/export.ndjson')
          t.match(coded.headers['etag'], /^W\//, 'the entity tag shared by all codings is weak')
        t.equal(coded.headers['vary'], 'Accept-Encoding')
        t.notOk('repr-digest' in coded.headers)
        const head = await ask(url, { 'accept-encoding': coding }, 'HEAD')
        t.strictSame(framing(lasting(head)), framing(lasting(coded)))
      }

      const etag = plain.headers['etag']
      if (!etag) return
      const old = 'Thu, 01 Jan 1970 00:00:00 GMT'
      for (const headers of [
        { 'if-none-match': etag },
        // The date is ignored when a tag is present (RFC 9110 section 13.2.2).
        { 'if-none-match': etag, 'if-modified-since': old },
      ]) {
        const known = await ask(url, headers)
        t.strictSame([known.status, faults(known)], [304, []])
        // RFC 9110 section 15.4.5: a 304 has the same values as a 200.
        for (const name of ['cache-control', 'etag', 'vary']) t.equal(known.headers[name], plain.headers[name], name)
        for (const name of ['content-type', 'content-length', 'content-encoding']) t.notOk(name in known.headers, name)
      }
      const other = await ask(url, { 'if-none-match': '"other"', 'if-modified-since': plain.headers['date'] ?? '' })
      t.equal(other.status, 200, 'a different tag has precedence over the date')

      const date = plain.headers['last-modified'] ?? plain.headers['date'] ?? ''
      for (const [headers, status] of [
        [{ 'if-match': '*' }, 200],
        // A weak tag never matches (RFC 9110 section 13.1.1).
        [{ 'if-match': etag }, 412],
        [{ 'if-match': '"other"', 'if-none-match': etag }, 412],
        [{ 'if-unmodified-since': date }, 200],
        [{ 'if-unmodified-since': old }, plain.headers['last-modified'] ? 412 : 200],
        [{ 'if-match': '*', 'if-unmodified-since': old }, 200],
        [{ 'if-match': '*', 'if-none-match': etag }, 304],
      ] as const) {
        const answer = await ask(url, headers)
        t.strictSame([answer.status, faults(answer)], [status, []], JSON.stringify(headers))
      }
    })
  }

  t.test('more than 10 answers are compressed with each coding', async t => {
    for (const coding of ['br', 'gzip']) t.ok(codings.filter(one => one === coding).length > 10, coding)
  })

  t.test('the headers of errors, redirects and preflights conform to their grammars', async t => {
    const { port } = app.server.address() as { port: number }
    const asked: [string, string, number][] = [
      ['GET', '/v1/articles/nowhere', 404],
      ['GET', '/v1/articles/nowhere.html', 404],
      ['GET', '/v1/articles?limt=1', 400],
      ['GET', '/v1/articles/electric-ferries', 308],
      ['GET', '/v1/articles/electric-ferries.md', 301],
      ['POST', '/v1/articles', 405],
      ['OPTIONS', '/v1/articles', 204],
      ['GET', '/v1/editorial/articles', 401],
    ]
    for (const [method, path, status] of asked) {
      const answer = await askPort(port, path, {}, method)
      t.strictSame([answer.status, faults(answer)], [status, []], `${method} ${path}`)
      if (status === 405 || status === 204) t.match(answer.headers['allow'], /^[A-Z]+(?:, [A-Z]+)*$/)
      if (status === 401) t.match(answer.headers['www-authenticate'], /^Bearer realm="[^"]+"$/)
      if (status === 301 || status === 308) t.match(answer.headers['location'], /^https:\/\/news\.example\.org\//)
    }
  })
})
