import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { hasMembers } from '../has-members.ts'
import { articles } from '../http/editorial/desk.ts'
import { type Body, form, importDesk, imports, page } from '../http/editorial/import-desk.ts'

const none = { created: 0, revised: 0, unchanged: 0, diverged: 0, conflict: 0, problem: 0, published: 0 }
const markdown = 'text/markdown'

t.test('POST /v1/editorial/imports: returns 202 with a job, which publishes the article', async t => {
  const { send, work, job, items, kept, app, store } = await importDesk(t)
  const { status, headers, body } = await send(page('Ferries', 'Two.'), {
    query: '?publish=true&name=ferries.md',
    type: markdown,
  })
  t.equal(status, 202)
  t.equal(headers.get('location'), body.url)
  t.equal(headers.get('cache-control'), 'no-store')
  hasMembers(t, body, { state: 'waiting', files: { total: 1, done: 0, bytes: 28 }, items: 0, counts: none })
  t.equal((await app.inject('/v1/articles')).json().items.length, 0)
  t.strictSame(kept(), [body.id])
  await work()
  hasMembers(t, await job(body.id), {
    state: 'done',
    files: { total: 1, done: 1 },
    items: 1,
    counts: { ...none, created: 1, published: 1 },
  })
  t.strictSame(kept(), [], 'the file is removed when the import is done')
  const [item] = await items(body.id)
  hasMembers(t, item, {
    position: 1,
    name: 'ferries.md',
    externalId: 'upload:ferries.md',
    result: 'created',
    published: true,
  })
  t.equal((await app.inject(`/v1/articles/${item?.article?.slug}`)).json().title, 'Ferries')
  const { entries } = await store.audit({ limit: 10 })
  t.strictSame(
    entries.map(({ action, actor }) => [action, actor]).filter(([action]) => action !== 'key.create'),
    [
      ['article.import', body.actor],
      ['import.start', body.actor],
    ],
  )
})

t.test('POST /v1/editorial/imports: imports a form with files of all formats and keeps their paths', async t => {
  const { send, work, items, store } = await importDesk(t)
  const data = form({ 'posts/a.md': page('A', 'One.'), 'posts/b.md': page('B', 'Two.') })
  data.append(
    'more',
    new Blob(['<!doctype html><title>C</title><article><h1>C</h1><p>Three words here.</p></article>'], {
      type: 'text/html',
    }),
    'c.html',
  )
  data.append('more', new Blob([readFileSync('examples/articles/the-bakery-that-opens-at-three.txt')]), 'd')
  data.append(
    'more',
    new Blob([readFileSync('test/importer/wordpress/fixture/site.xml')], { type: 'text/xml' }),
    '/../wp/./site.xml',
  )
  const { status, body } = await send(data, { query: '?source=site' })
  t.equal(status, 202)
  await work()
  const all = await items(body.id, '?limit=100')
  t.strictSame(
    [...new Set(all.map(item => item.name))],
    ['posts/a.md', 'posts/b.md', 'c.html', 'd', 'wp/site.xml'],
    'the items are in the order of the form',
  )
  t.ok(all.length > 6, 'the items of an export are items of the import')
  t.strictSame(
    all.map(item => item.position),
    all.map((_, index) => index + 1),
  )
  t.equal(
    (await store.articleByExternalId('site:posts/a.md'))?.status,
    'draft',
    'the article stays a draft without publish=true',
  )
})

t.test(
  'POST /v1/editorial/imports: takes the format from the media type, or from the content if the type is general',
  async t => {
    const { send, work, items, store } = await importDesk(t)
    const text = 'Ferries\n\nTwo of **them**.'
    const importerOf = async (type: string, body: Body = text) => {
      const sent = await send(body, { query: `?name=${encodeURIComponent(type)}`, type })
      t.equal(sent.status, 202, `${type}: ${sent.body.detail}`)
      await work()
      const [item] = await items(sent.body.id)
      const article = item?.article?.id
      return article === undefined ? item?.problem : (await store.source(article))?.importer
    }
    t.equal(await importerOf('text/markdown'), 'markdown')
    t.equal(await importerOf('text/markdown; charset=UTF-8', `${text} `), 'markdown')
    t.equal(await importerOf('TEXT/PLAIN'), 'text')
    t.equal(await importerOf('text/plain', page('Front matter', 'Text.')), 'markdown')
    t.equal(await importerOf('application/octet-stream', `${text}  `), 'text')
    t.equal(await importerOf('text/html'), 'html')
    const latin = new Uint8Array([...Buffer.from('F'), 0xe4, ...Buffer.from('hren\n\nZwei.')])
    t.equal(await importerOf('text/plain; charset=iso-8859-1', latin), 'text')
    t.equal((await store.articleByExternalId('upload:text/plain; charset=iso-8859-1'))?.content.title, 'Fähren')
  },
)

t.test('POST /v1/editorial/imports: identifies a file without a name by its content', async t => {
  const { send, work, items } = await importDesk(t)
  const results: (string | undefined)[] = []
  for (const text of ['One.', 'Two.', 'One.']) {
    const { body } = await send(page('Ferries', text), { type: markdown })
    await work()
    results.push((await items(body.id))[0]?.result)
  }
  t.strictSame(results, ['created', 'created', 'unchanged'])
})

t.test('POST /v1/editorial/imports?dryRun=true: reports the results and writes nothing', async t => {
  const { send, work, items, job, ask, store, kept } = await importDesk(t)
  await send(form({ 'a.md': page('A', 'One.'), 'b.md': page('B', 'Two.') }), {})
  await work()
  const id = (await store.articleByExternalId('upload:b.md'))?.id ?? ''
  const { body: read } = await ask('GET', `${articles}/${id}`)
  await ask('PATCH', `${articles}/${id}`, { body: { title: 'B by an editor' }, version: read.version })
  const before = JSON.stringify([await store.lastChange(), await store.workingCopies({ limit: 10 })])
  const data = form({
    'a.md': page('A', 'One.'),
    'b.md': page('B', 'Three.'),
    'c.md': page('C', '[x](y.md)'),
  })
  const bad = '{"title":"D","sections":[]}\n{"title":'
  data.append('file', new Blob([bad], { type: 'application/x-ndjson' }), 'd.ndjson')
  const { body } = await send(data, { query: '?dryRun=true&publish=true&undated=publish' })
  await work()
  hasMembers(t, await job(body.id), {
    state: 'done',
    options: { dryRun: true },
    counts: { ...none, created: 2, unchanged: 1, diverged: 1, problem: 1, published: 3 },
  })
  const [a, b, c, , d] = await items(body.id)
  hasMembers(t, a, { result: 'unchanged', published: true, article: { slug: 'a', edition: 1 } })
  hasMembers(t, b, { result: 'diverged', published: false, problem: { code: 'import-diverged' } })
  hasMembers(t, c, { result: 'created', published: true, article: { slug: 'c', title: 'C', version: 1, edition: 1 } })
  t.notOk('id' in (c?.article ?? {}), 'an article that a dry run would create has no id')
  hasMembers(t, d, { result: 'problem', problem: { code: 'malformed', place: { line: 2 } } })
  t.equal(JSON.stringify([await store.lastChange(), await store.workingCopies({ limit: 10 })]), before)
  t.strictSame(kept(), [])
})

t.test(
  'POST /v1/editorial/imports: reports unchanged, revised, diverged and conflict, and force replaces a diverged article',
  async t => {
    const { send, work, items, ask, store, folder } = await importDesk(t)
    const results = async (text: string, query = '') => {
      const { body } = await send(form({ 'a.md': page('A', text) }), { query })
      await work()
      return (await items(body.id)).map(({ result, problem }) => (problem ? `${result}: ${problem.code}` : result))
    }
    t.strictSame(await results('One.'), ['created'])
    t.strictSame(await results('One.'), ['unchanged'])
    t.strictSame(await results('Two.'), ['revised'])
    const { id = '' } = (await store.articleByExternalId('upload:a.md')) ?? {}
    const { body: read } = await ask('GET', `${articles}/${id}`)
    await ask('PATCH', `${articles}/${id}`, { body: { title: 'Ours' }, version: read.version })
    t.strictSame(await results('Three.'), ['diverged: import-diverged'])
    t.equal((await store.article(id))?.content.title, 'Ours')
    t.strictSame(await results('Three.', '?force=true'), ['revised'])
    const here = { imported: { hash: 'x', version: 4, origin: folder }, version: 4 }
    await store.writeArticles(
      [
        {
          target: { id },
          decide: now =>
            now ? { article: { ...now, ...here }, audit: { action: 'article.import' } } : { unchanged: true },
        },
      ],
      { at: '2026-11-22T12:00:00Z', actor: 'cli' },
    )
    t.strictSame(
      await results('Four.'),
      ['conflict: import-conflict'],
      'another file that exists has the same identity',
    )
  },
)

t.test('POST /v1/editorial/imports with Idempotency-Key: imports the same bytes once and refuses others', async t => {
  const { send, work, ask, kept } = await importDesk(t)
  const headers = { 'idempotency-key': '"monday"' }
  const first = await send(form({ 'a.md': page('A', 'One.') }), { headers })
  const again = await send(form({ 'a.md': page('A', 'One.') }), { headers })
  t.strictSame([again.status, again.body], [202, first.body], 'the boundaries of the two forms differ')
  t.strictSame(kept(), [first.body.id])
  await work()
  t.strictSame(
    (await send(form({ 'a.md': page('A', 'One.') }), { headers })).body,
    first.body,
    'also after the import is done',
  )
  hasMembers(t, await send(form({ 'a.md': page('A', 'Two.') }), { headers }), {
    status: 422,
    body: { code: 'idempotency-mismatch' },
  })
  t.equal(((await ask('GET', imports)).body['items'] as unknown[]).length, 1)
  t.strictSame(kept(), [])
})

t.test('POST /v1/editorial/imports with Idempotency-Key: makes one import from ten requests at once', async t => {
  const { send, ask, kept } = await importDesk(t)
  const headers = { 'idempotency-key': '"at once"' }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => send(page('A', 'One.'), { type: markdown, headers })),
  )
  const made = new Set(answers.filter(({ status }) => status === 202).map(({ body }) => body.id))
  t.strictSame([made.size, kept().length, ((await ask('GET', imports)).body['items'] as unknown[]).length], [1, 1, 1])
  t.ok(answers.every(({ status, body }) => status === 202 || body.code === 'idempotency-running'))
})

t.test('POST /v1/editorial/imports?publish=true: requires the scope for publishing too', async t => {
  const { send, kept } = await importDesk(t)
  const own = ['imports:write'] as const
  hasMembers(t, await send(page('A', 'One.'), { query: '?publish=true', type: markdown, scopes: own }), {
    status: 403,
    body: { code: 'scope-missing' },
  })
  t.strictSame(kept(), [])
  t.equal((await send(page('A', 'One.'), { type: markdown, scopes: own })).status, 202)
})

t.test('a stopped import resumes after its last item and writes each item once', async t => {
  const { send, work, job, items, store } = await importDesk(t)
  const names = Array.from({ length: 30 }, (_, index) => `${String(index).padStart(2, '0')}.md`)
  const files = Object.fromEntries(names.map(name => [name, page(name, 'Text.')]))
  const { body } = await send(form(files), { query: '?publish=true&undated=publish' })
  let left = 12
  await work('first', { isStopping: () => left-- === 0 })
  const stopped = await job(body.id)
  hasMembers(t, stopped, { state: 'waiting', files: { done: stopped.items } })
  t.ok(stopped.items > 0 && stopped.items <= 12, `${stopped.items} items`)
  t.equal(await store.count({}), stopped.items)
  await work('second')
  hasMembers(t, await job(body.id), {
    state: 'done',
    items: 30,
    files: { done: 30 },
    counts: { created: 30, published: 30 },
  })
  t.strictSame(
    (await items(body.id, '?limit=100')).map(({ position, name }) => [position, name]),
    names.map((name, index) => [index + 1, name]),
  )
  t.strictSame([await store.count({}), await store.lastChange()], [30, 30])
})

t.test('an import that is stopped within a file resumes within that file', async t => {
  const { send, work, job, items, store } = await importDesk(t)
  const titles = Array.from({ length: 30 }, (_, index) => `Title ${index}`)
  const lines = titles.map(title => JSON.stringify({ slug: title.replace(' ', '-'), title, sections: [] }))
  const { body } = await send(lines.join('\n'), { type: 'application/x-ndjson', query: '?name=all.ndjson' })
  let left = 12
  await work('first', { isStopping: () => left-- === 0 })
  const stopped = await job(body.id)
  hasMembers(t, stopped, { state: 'waiting', files: { done: 0 } })
  t.ok(stopped.items > 0 && stopped.items <= 12, `${stopped.items} items`)
  await work('second')
  hasMembers(t, await job(body.id), { state: 'done', items: 30, files: { done: 1 }, counts: { created: 30 } })
  const all = await items(body.id, '?limit=100')
  t.strictSame(
    all.map(({ article }) => article?.title),
    titles,
  )
  t.equal((await store.workingCopies({ limit: 100 })).articles.length, 30)
})

t.test(
  'another process takes over an import after its lease ends, and the first process then writes nothing',
  async t => {
    const { send, work, job, items, store, time } = await importDesk(t)
    const names = Array.from({ length: 25 }, (_, index) => `${String(index).padStart(2, '0')}.md`)
    const { body } = await send(form(Object.fromEntries(names.map(name => [name, page(name, 'Text.')]))), {
      query: '?publish=true&undated=publish',
    })
    const claimed = await store.claimImport({ owner: 'first', until: '2026-11-22T12:00:05Z' }, '2026-11-22T12:00:00Z')
    hasMembers(t, claimed, { id: body.id, from: { file: 0, item: 0 }, tries: 1 })
    await work('second')
    hasMembers(
      t,
      await job(body.id),
      { state: 'running', items: 0 },
      'during the lease, only the first process works on it',
    )
    time.now = new Date('2026-11-22T12:00:06Z')
    await work('second')
    hasMembers(t, await job(body.id), { state: 'done', items: 25, counts: { created: 25, published: 25 } })
    const step = {
      jobId: body.id,
      lease: { owner: 'first', until: '2026-11-22T12:01:00Z' },
      of: () => ({ items: [], to: { file: 9, item: 9 } }),
    }
    await t.rejects(store.writeArticles([], { at: '2026-11-22T12:00:06Z', actor: 'x', step }), {
      message: /no longer/,
    })
    t.equal((await items(body.id, '?limit=100')).length, 25)
    t.equal(await store.count({}), 25)
    t.equal(await store.lastChange(), 25)
  },
)

t.test('an import skips a file that ends every process that reads it, and imports the others', async t => {
  const { send, work, job, items, store, time, kept } = await importDesk(t)
  const { body } = await send(form({ 'a.md': page('A', 'One.'), 'b.md': page('B', 'Two.') }))
  for (let round = 0; round < 60; round += 1) {
    const at = time.now.toISOString().replace('.000', '')
    t.equal((await store.claimImport({ owner: `${round}`, until: at }, at))?.tries, round + 1)
  }
  await work()
  hasMembers(t, await job(body.id), { state: 'done', items: 2, files: { done: 2 } })
  hasMembers(t, await items(body.id), [
    { name: 'a.md', result: 'problem', problem: { code: 'unreadable' } },
    { name: 'b.md', result: 'created' },
  ])
  t.strictSame(kept(), [])
})

t.test('an item that needs too much memory loses the rest of its file and nothing before it', async t => {
  const { send, work, job, items } = await importDesk(t)
  const titles = Array.from({ length: 30 }, (_, index) => `Title ${index}`)
  const lines = titles.map(title => JSON.stringify({ slug: title.replace(' ', '-'), title, sections: [] }))
  const data = form({ '0.md': page('0', 'Zero.') })
  data.append('file', new Blob([lines.join('\n')], { type: 'application/x-ndjson' }), 'a.ndjson')
  data.append('file', new Blob([page('B', 'Two.')], { type: markdown }), 'b.md')
  const { body } = await send(data)
  const faults: unknown[] = []
  for (let round = 0; round < 10 && (await job(body.id)).state !== 'done'; round += 1) {
    const isPast = (await items(body.id, '?itemResult=problem')).length > 0
    let left = 17 - (await job(body.id)).items
    await work('process', {
      isStopping() {
        if (!isPast && left-- === 0 && round < 3)
          throw Object.assign(new Error('memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' })
        return false
      },
      failed: error => void faults.push(error),
    })
  }
  t.equal(faults.length, 3)
  const all = await items(body.id, '?limit=100')
  t.strictSame(
    all.map(({ article, problem }) => article?.title ?? problem?.code),
    ['0', ...titles.slice(0, 16), 'unreadable', 'B'],
  )
})

t.test(
  'DELETE /v1/editorial/imports/{id}: cancels waiting and running imports and keeps the written articles',
  async t => {
    const { send, work, job, ask, kept, store } = await importDesk(t)
    const waiting = await send(page('A', 'One.'), { type: markdown })
    hasMembers(t, await ask('DELETE', `${imports}/${waiting.body.id}`), {
      status: 200,
      body: { state: 'cancelled', items: 0 },
    })
    t.strictSame(kept(), [])
    await work()
    hasMembers(t, await job(waiting.body.id), { state: 'cancelled', items: 0 })
    const files = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`${index}.md`, page(`${index}`, 'Text.')]),
    )
    const running = await send(form(files))
    let seen = 0
    await work('process', {
      isStopping: () => false,
      newId: () => {
        seen += 1
        return `0fee0000-0000-7000-8000-${String(seen).padStart(12, '0')}`
      },
      clock: () => {
        // Just before the second batch.
        if (seen > 0) void store.cancelImport(running.body.id, { at: '2026-11-22T12:00:00Z', actor: 'test' })
        return new Date('2026-11-22T12:00:00Z')
      },
    })
    const ended = await job(running.body.id)
    t.equal(ended.state, 'cancelled')
    t.ok(ended.items > 0 && ended.items < 30, `${ended.items} items`)
    t.equal((await store.workingCopies({ limit: 100 })).articles.length, ended.items)
    t.strictSame(kept(), [])
    hasMembers(t, await ask('DELETE', `${imports}/${running.body.id}`), {
      status: 200,
      body: { state: 'cancelled', items: ended.items },
    })
  },
)

t.test('GET /v1/editorial/imports and their items: returns pages, filtered by state and result', async t => {
  const { send, work, ask, items } = await importDesk(t)
  const ids: string[] = []
  for (const name of ['1', '2', '3']) ids.unshift((await send(page(name, 'Text.'), { type: markdown })).body.id)
  await work()
  ids.unshift(
    (await send(form({ 'a.md': page('A', 'One.'), 'b.md': 'PK\u0003\u0004', 'c.md': page('C', 'Two.') }))).body.id,
  )
  const listed = async (url: string) => {
    const { body } = await ask('GET', url)
    const page = body['page'] as { next?: string; previous?: string }
    return { ids: (body['items'] as { id: string }[]).map(({ id }) => id), ...page }
  }
  t.strictSame((await listed(`${imports}?state=waiting`)).ids, [ids[0]])
  const first = await listed(`${imports}?limit=3`)
  const second = await listed(`${imports}?cursor=${first.next}`)
  t.strictSame(
    [first.ids, second.ids, first.previous, second.next],
    [ids.slice(0, 3), ids.slice(3), undefined, undefined],
  )
  t.strictSame((await listed(`${imports}?cursor=${second.previous}`)).ids, first.ids)
  await work()
  const [id = ''] = ids
  t.strictSame(
    (await items(id, '?itemResult=problem')).map(({ name }) => name),
    ['b.md'],
  )
  const { body } = await ask('GET', `${imports}/${id}/items?limit=2`)
  const { next } = body['page'] as { next: string }
  t.strictSame(
    (await items(id, `?cursor=${next}`)).map(({ position }) => position),
    [3],
  )
  hasMembers(t, await ask('GET', `${imports}/${ids[1]}/items?cursor=${next}`), {
    status: 400,
    body: { code: 'cursor-mismatch' },
  })
})

t.test('imports are removed thirty days after their end', async t => {
  const { send, work, ask, time } = await importDesk(t)
  const { body } = await send(page('A', 'One.'), { type: markdown })
  await work()
  time.now = new Date('2026-12-22T11:59:59Z')
  await work()
  t.equal((await ask('GET', `${imports}/${body.id}`)).status, 200)
  time.now = new Date('2026-12-22T12:00:01Z')
  await work()
  hasMembers(t, await ask('GET', `${imports}/${body.id}`), { status: 404, body: { code: 'import-not-found' } })
})

t.test('an import turns links between its files into links to articles', async t => {
  const { send, work, store, app } = await importDesk(t)
  const files = { 'a.md': page('A', 'See [B](b.md).'), 'b.md': page('B', 'See [A](a.md).') }
  await send(form(files), { query: '?publish=true&undated=publish&baseUrl=https://old.example.org/' })
  await work()
  const id = (await store.articleByExternalId('upload:b.md'))?.id
  hasMembers(t, (await app.inject('/v1/articles/a/sections/lead')).json().blocks[0].content[1], {
    link: { articleId: id },
  })
})

t.test('GET /v1/editorial/articles/{id}/source: returns the imported bytes as an attachment', async t => {
  const { send, work, store, app, secretOf, make, ask } = await importDesk(t)
  const text = '<!doctype html><title>C</title><article><h1>C</h1><p>Three words here.<script>x</script></p></article>'
  await send(text, { type: 'text/html', query: '?name=pages/c é.html' })
  await work()
  const id = (await store.articleByExternalId('upload:pages/c é.html'))?.id ?? ''
  const authorization = `Bearer ${await secretOf(['articles:read'])}`
  const answer = await app.inject({ url: `${articles}/${id}/source`, headers: { authorization } })
  t.equal(answer.body, text)
  hasMembers(t, answer.headers, {
    'content-type': /^text\/html/,
    'content-disposition': "attachment; filename*=UTF-8''c%20%C3%A9.html",
    'cache-control': 'no-store',
    'content-security-policy': /default-src 'none'/,
    'repr-digest': `sha-256=:${createHash('sha256').update(text).digest('base64')}:`,
  })
  const made = await make({ title: 'Made here' })
  hasMembers(t, await ask('GET', `${articles}/${made.id}/source`), { status: 404, body: { code: 'article-not-found' } })
})
