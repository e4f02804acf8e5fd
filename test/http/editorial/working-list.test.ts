import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

type Item = { id: string; title: string; schedule: object }
type List = {
  items: Item[]
  page: { total?: number; next?: string; previous?: string }
  updatedAfter: string
}
type Desk = Awaited<ReturnType<typeof desk>>

const list = async ({ ask }: Desk, query = '') => {
  const { status, body } = await ask('GET', `${articles}?${query}`)
  if (status !== 200) throw new Error(`${query}: ${JSON.stringify(body)}`)
  return body as unknown as List
}
const titles = async (at: Desk, query = '') => (await list(at, query)).items.map(({ title }) => title).join('')
const any = { 'if-match': '*' }

/** Articles A to F, made one minute apart. */
async function newsroom(t: Parameters<typeof desk>[0]) {
  const at = await desk(t)
  const { ask, make, time } = at
  const ids: string[] = []
  for (const [title, body, isPublished] of [
    ['A', { tags: ['Ferries', 'Ports'], authors: [{ name: 'Ada B.' }], language: 'en' }, true],
    ['B', { tags: ['Ferries'], category: 'Transport', language: 'de' }, false],
    ['C', { authors: [{ name: 'Ada B.' }], category: 'Transport', language: 'de-AT' }, true],
    ['D', { markdown: 'The **har**bour\n\nopens “at\\*night”.\n\n## Quays\n\n- One[^1]\n\n[^1]: A footnote.' }, false],
    ['E', { keyTakeaways: [{ text: 'Boats are quiet.' }], text: 'Type: paragraph.' }, false],
    ['F', { summary: 'Äpfel.' }, false],
  ] as const) {
    time.now = new Date(time.now.getTime() + 60_000)
    ids.push((await make({ title, slug: `article-${title.toLowerCase()}`, ...body }, isPublished)).id)
  }
  const change = (index: number, body: object, more: Parameters<typeof ask>[2] = {}) =>
    ask('PATCH', `${articles}/${ids[index]}`, { headers: any, body, ...more })
  /** Advances the clock by a minute. */
  const wait = () => {
    time.now = new Date(time.now.getTime() + 60_000)
  }
  return { ...at, ids, change, wait }
}

t.test('GET /v1/editorial/articles filters by tag, author, category, language and state', async t => {
  const at = await newsroom(t)
  at.wait()
  await at.change(2, { summary: 'Changed.' })
  const cases = {
    '': 'CFEDBA',
    'tag=ferries': 'BA',
    'tag=Ferries': 'BA',
    'tag=ports&author=ada-b': 'A',
    'author=ada-b': 'CA',
    'category=transport': 'CB',
    'category=transport&status=draft': 'B',
    'tag=no-such': '',
    'language=de': 'CB',
    'language=de-AT': 'C',
    'language=DE': 'CB',
    'ahead=true': 'CFEDB',
    'ahead=false': 'A',
    'ahead=true&status=published': 'C',
  }
  for (const [query, expected] of Object.entries(cases)) t.equal(await titles(at, query), expected, query)
  for (const query of [
    'language=x_y',
    'language=e',
    'ahead=yes',
    'sort=views',
    'tag=',
    'scheduled=now',
    'updatedAfter=soon',
    'count=1',
  ]) {
    t.equal((await at.ask('GET', `${articles}?${query}`)).status, 400, query)
  }
})

t.test('a list can be filtered by a former slug of a tag and by a merged tag', async t => {
  const at = await newsroom(t)
  const { items } = (await at.ask('GET', '/v1/editorial/tags')).body as unknown as {
    items: { id: string; name: string }[]
  }
  const [ferries, ports] = items.map(({ id }) => id)
  await at.ask('PATCH', `/v1/editorial/tags/${ferries}`, { headers: any, body: { slug: 'boats' } })
  t.equal(await titles(at, 'tag=ferries'), 'BA')
  await at.ask('POST', `/v1/editorial/tags/${ports}/merge`, { headers: any, body: { into: ferries } })
  t.equal(await titles(at, 'tag=ports'), 'BA')
  t.equal(await titles(at, 'tag=boats&count=true'), 'BA')
  t.equal((await list(at, 'tag=boats&count=true')).page.total, 2)
})

t.test('q searches title, summary, slug, external id, takeaways, headings, body and footnotes', async t => {
  const at = await newsroom(t)
  const cases = {
    'harbour opens': 'D',
    harbour: 'D',
    HARBOUR: 'D',
    'at*night”.': 'D',
    quays: 'D',
    one: 'D',
    'a  footnote': 'D',
    'boats are': 'E',
    'type: para': 'E',
    paragraph: 'E',
    äpfel: 'F',
    'article-b': 'B',
    '%': '',
    _: '',
    '"text"': '',
  }
  for (const [q, expected] of Object.entries(cases)) {
    t.equal(await titles(at, `q=${encodeURIComponent(q)}`), expected, q)
  }
  t.equal((await list(at, 'q=article&count=true&limit=2')).page.total, 6)
})

t.test('scheduled lists pending transitions with their times, in order of time', async t => {
  const at = await newsroom(t)
  const schedule = (index: number, body: object) => {
    at.wait()
    return at.ask('PUT', `${articles}/${at.ids[index]}/schedule`, { headers: any, body })
  }
  await schedule(5, { publishAt: '2026-12-01T06:00:00Z', expireAt: '2026-12-03T06:00:00Z' })
  await schedule(0, { expireAt: '2026-12-02T06:00:00Z' })
  await schedule(3, { publishAt: '2026-11-30T06:00:00Z' })
  t.equal(await titles(at, 'scheduled=true'), 'DAF')
  t.equal(await titles(at, 'scheduled=true&sort=scheduledAt'), 'DFA')
  t.equal(await titles(at, 'sort=scheduledAt'), 'DFA')
  t.equal(await titles(at, 'scheduled=publish'), 'DF')
  t.equal(await titles(at, 'scheduled=expire&sort=scheduledAt'), 'A')
  t.equal(await titles(at, 'scheduled=false'), 'ECB')
  const { items } = await list(at, 'sort=scheduledAt')
  t.strictSame(
    items.map(item => item.schedule),
    [
      { publishAt: '2026-11-30T06:00:00Z' },
      { publishAt: '2026-12-01T06:00:00Z' },
      { expireAt: '2026-12-02T06:00:00Z' },
    ],
  )
  t.strictSame((await list(at, 'scheduled=false')).items[0]?.schedule, {})
})

t.test('actor and onBehalfOf filter by who made the current version', async t => {
  const at = await newsroom(t)
  at.wait()
  const { body } = await at.change(1, { summary: 'S' }, { headers: { ...any, 'x-on-behalf-of': 'Jane' } })
  await at.change(4, { summary: 'S' }, { scopes: ['articles:read', 'articles:write'] })
  t.equal(await titles(at, `actor=${body['actor']}`), 'BFDCA')
  t.equal(await titles(at, 'onBehalfOf=Jane'), 'B')
  t.equal(await titles(at, 'actor=system'), '')
})

t.test('sort, count and pages work in both directions', async t => {
  const at = await newsroom(t)
  at.wait()
  await at.change(0, { title: 'g' })
  for (const [sort, expected] of Object.entries({
    '-modifiedAt': 'gFEDCB',
    modifiedAt: 'BCDEFg',
    '-createdAt': 'FEDCBg',
    createdAt: 'gBCDEF',
    title: 'BCDEFg',
    '-title': 'gFEDCB',
  })) {
    t.equal(await titles(at, `sort=${sort}`), expected, sort)
    let page = await list(at, `sort=${sort}&limit=4&count=true`)
    t.equal(page.page.total, 6)
    const first = page.items
    t.equal(page.page.previous, undefined)
    page = await list(at, `cursor=${page.page.next}`)
    t.equal([...first, ...page.items].map(({ title }) => title).join(''), expected)
    t.equal(page.page.next, undefined)
    page = await list(at, `cursor=${page.page.previous}`)
    t.strictSame(page.items, first)
  }
  t.equal((await list(at, 'tag=ferries&count=true&limit=1')).page.total, 2)
  t.notOk('total' in (await list(at)).page)
})

t.test('updatedAfter of a list returns exactly the later changes, also within the same second', async t => {
  const at = await newsroom(t)
  const { updatedAfter } = await list(at)
  t.equal(await titles(at, `updatedAfter=${updatedAfter}`), '')
  // The following changes are within one second.
  await at.change(5, { summary: 'S' })
  const second = await list(at, `updatedAfter=${updatedAfter}`)
  t.equal(second.items.map(({ title }) => title).join(''), 'F')
  await at.change(0, { summary: 'S' })
  await at.change(2, { summary: 'S' })
  const third = await list(at, `updatedAfter=${second.updatedAfter}&sort=title`)
  t.equal(third.items.map(({ title }) => title).join(''), 'AC')
  t.equal(await titles(at, `updatedAfter=${updatedAfter}&sort=title&tag=ports`), 'A')

  const first = await list(at, 'limit=3')
  await at.change(1, { summary: 'S' })
  const next = await list(at, `cursor=${first.page.next}`)
  t.equal(next.updatedAfter, first.updatedAfter, 'pages of one list have the token of the first page')
  t.equal(await titles(at, `updatedAfter=${next.updatedAfter}`), 'B')
  await at.ask('DELETE', `${articles}/${at.ids[5]}`, { headers: any })
  t.equal(await titles(at, `updatedAfter=${next.updatedAfter}&status=deleted`), 'F')
})

t.test('updatedAfter of another store is refused', async t => {
  const at = await newsroom(t)
  const other = await desk(t)
  t.equal(await titles(other, `updatedAfter=${(await list(other)).updatedAfter}`), '', 'in an empty store')
  await other.make({ title: 'X' })
  const later = (await list(at)).updatedAfter
  const earlier = (await list(other)).updatedAfter
  for (const [where, token] of [
    [other, later],
    [at, earlier],
  ] as const) {
    hasMembers(t, await where.ask('GET', `${articles}?updatedAfter=${token}`), {
      status: 400,
      body: { code: 'cursor-invalid', errors: [{ name: 'updatedAfter' }] },
    })
  }
})

t.test('a list needs articles:read', async t => {
  const { ask } = await desk(t)
  const scopes = ['articles:write', 'articles:publish', 'imports:write', 'keys:manage'] as const
  hasMembers(t, await ask('GET', `${articles}?count=true`, { scopes }), {
    status: 403,
    body: { code: 'scope-missing' },
  })
})
