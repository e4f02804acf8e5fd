import t, { type Test } from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles, desk } from './editorial/desk.ts'
import { openRows } from './stored-form.ts'

type Problem = { code: string; hint: string }

const tags = '/v1/editorial/tags'

/** Two published articles with one tag, the first in two editions, and a function that runs SQL about the first. */
async function newsroom(t: Test) {
  const lines: Problem[] = []
  const logger = { level: 'error', stream: { write: (line: string) => void lines.push(JSON.parse(line)) } }
  const made = await desk(t, { logger })
  const { ask, make, app, url } = made
  const ferries = await make({ title: 'Ferries', text: 'Two boats left.', tags: ['sea'] }, true)
  await make({ title: 'Quays', text: 'The quay is old.', tags: ['sea'] }, true)
  const at = `${articles}/${ferries.id}`
  const { body } = await ask('PATCH', at, { version: ferries.version, body: { title: 'Ferries again' } })
  await ask('POST', `${at}/publish`, {
    version: body.version,
    body: { correction: { kind: 'correction', note: 'It was one boat.' } },
  })
  const run = await openRows(t, url)
  const get = async (url: string) => {
    const { statusCode, body } = await app.inject(url)
    return { status: statusCode, body: JSON.parse(body) }
  }
  return {
    ...made,
    at,
    id: ferries.id,
    get,
    spoil: (sql: string) => run(`${sql} WHERE article_id = ?`, [ferries.id]),
    spoilCopy: () => run("UPDATE article SET custom = '{' WHERE id = ?", [ferries.id]),
    titles: async (path: string) => (await get(path)).body.items.map(({ title }: { title: string }) => title).sort(),
    named: () => lines.filter(({ code }) => code === 'print-damaged').map(({ hint }) => hint),
  }
}

async function rename({ ask }: Pick<Awaited<ReturnType<typeof newsroom>>, 'ask'>, name: string) {
  const { body } = await ask('GET', tags)
  const { id, version } = (body['items'] as { id: string; version: number }[])[0] ?? { id: '', version: 0 }
  return ask('PATCH', `${tags}/${id}`, { version, body: { name } })
}

const both = ['Ferries again', 'Quays']

t.test('a damaged edition is left out of the list of editions, and reading it is 500 print-damaged', async t => {
  const { ask, at, id, spoil, named } = await newsroom(t)
  await spoil("UPDATE edition SET content = CASE number WHEN 1 THEN '{' ELSE content END")
  const { status, body } = await ask('GET', `${at}/editions`)
  const listed = body['items'] as { number: number; title: string; correction?: { note: string } }[]
  t.strictSame([status, listed.map(({ number }) => number)], [200, [2]])
  hasMembers(t, listed[0] ?? {}, { title: 'Ferries again', correction: { note: 'It was one boat.' } })
  hasMembers(t, await ask('GET', `${at}/editions/1`), { status: 500, body: { code: 'print-damaged' } })
  hasMembers(t, await ask('GET', `${at}/editions/2`), { status: 200 })
  t.ok(named().every(hint => hint.startsWith(`Edition 1 of article ${id} in the database is corrupt.`)))
  t.equal(named().length, 2)
})

t.test('an article whose edition is damaged keeps its print while others are reprinted', async t => {
  const made = await newsroom(t)
  const { ask, at, get, spoil, titles, named } = made
  await spoil("UPDATE edition SET content = '{'")
  hasMembers(t, await rename(made, 'The sea'), { status: 200 })
  const tagOf = async (slug: string) => (await get(`/v1/articles/${slug}`)).body.metadata.tags[0].name
  t.strictSame([await tagOf('quays'), await tagOf('ferries')], ['The sea', 'sea'])
  t.strictSame(await titles('/v1/articles?tag=sea'), both)
  t.equal(named().length, 1)
  const { version } = (await ask('GET', at)).body
  const { body } = await ask('PATCH', at, { version, body: { title: 'Ferries' } })
  hasMembers(t, await ask('POST', `${at}/publish`, { version: body.version }), { status: 200 })
  t.equal(await tagOf('ferries'), 'The sea', 'a new edition repairs it')
})

t.test('a damaged correction makes only the editions of its article unavailable', async t => {
  const { ask, at, id, spoil, titles } = await newsroom(t)
  await spoil("UPDATE correction SET section_anchors = '{'")
  hasMembers(t, await ask('GET', `${at}/editions`), { status: 500, body: { code: 'print-damaged' } })
  hasMembers(t, await ask('GET', at), { status: 200, body: { id } })
  t.strictSame(await titles('/v1/articles'), both)
})

t.test('a damaged working copy makes only its own article unavailable to editors', async t => {
  const { ask, at, id, spoilCopy, titles, named } = await newsroom(t)
  await spoilCopy()
  hasMembers(t, await ask('GET', at), { status: 500, body: { code: 'print-damaged' } })
  hasMembers(t, await ask('GET', articles), { status: 200 })
  t.strictSame(await titles('/v1/articles'), both)
  t.strictSame(named(), [
    `The working copy of article ${id} in the database is corrupt. Restore a backup, and check the disk.`,
  ])
})

for (const damage of ['{', 'null', '{"delivered":true}']) {
  t.test(
    `a row of the change log with ${damage} evicts all cached responses, and sync clients start again`,
    async t => {
      const { ask, at, get, spoil, titles } = await newsroom(t)
      const { token } = (await get('/v1/sync')).body
      const tagged = '/v1/articles?tag=sea'
      t.strictSame(await titles(tagged), both)
      const { version } = (await ask('GET', at)).body
      const changed = await ask('PATCH', at, { version, body: { title: 'No ferries' } })
      await ask('POST', `${at}/publish`, { version: changed.body.version })
      // The cache has not read the row yet.
      await spoil(`UPDATE change SET after = '${damage}'`)
      t.strictSame(await titles(tagged), ['No ferries', 'Quays'])
      hasMembers(t, await get(`/v1/sync?token=${token}`), { status: 410, body: { code: 'full-sync-required' } })
      const again = (await get('/v1/sync')).body
      t.strictSame(again.articles.map(({ title }: { title: string }) => title).sort(), ['No ferries', 'Quays'])
      const { version: next } = (await ask('GET', at)).body
      const last = await ask('PATCH', at, { version: next, body: { title: 'Ferries' } })
      await ask('POST', `${at}/publish`, { version: last.body.version })
      const { articles: newest } = (await get(`/v1/sync?token=${again.token}`)).body
      t.strictSame(
        newest.map(({ title }: { title: string }) => title),
        ['Ferries'],
      )
    },
  )
}
