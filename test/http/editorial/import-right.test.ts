import t from 'tap'
import type { Scope } from '../../../src/domain/access/key.ts'
import { hasMembers } from '../../has-members.ts'
import { articles } from './desk.ts'
import { importDesk, imports, page } from './import-desk.ts'

const ndjson = 'application/x-ndjson'
const markdown = 'text/markdown'
const linked = 'https://partner.example/news/page'

type Desk = Awaited<ReturnType<typeof importDesk>>

/** A key other than that of the desk, with functions that use it. */
async function keyOf({ ask, send, work, items, app }: Desk, scopes: readonly Scope[], site?: string) {
  const made = await ask('POST', '/v1/editorial/keys', { body: { name: 'Partner', scopes, ...(site && { site }) } })
  const { id } = made.body['key'] as { id: string }
  return with_(String(made.body['secret']), id)

  function with_(secret: string, keyId: string) {
    const headers = { authorization: `Bearer ${secret}` }
    return {
      async upload(body: string, query: string, type = markdown) {
        const { status, body: answer } = await send(body, { query, type, headers })
        if (status !== 202) return [status, answer.code]
        await work()
        return (await items(answer.id)).map(
          ({ result, problem, notes }) => problem?.code ?? [result, ...notes.map(one => one.code)].join(' '),
        )
      },
      async see(method: 'GET' | 'DELETE', path: string) {
        const answer = await app.inject({ method, url: `${imports}${path}`, headers })
        return [answer.statusCode, answer.json().items?.length ?? answer.json().code ?? answer.json().state]
      },
      async rotate() {
        const rotated = await ask('POST', `/v1/editorial/keys/${keyId}/rotate`)
        return with_(String(rotated.body['secret']), (rotated.body['key'] as { id: string }).id)
      },
    }
  }
}

const claim = (title: string, canonicalUrl: string) =>
  JSON.stringify({
    title,
    metadata: { canonicalUrl },
    sections: [{ blocks: [{ type: 'paragraph', content: [{ text: title }] }] }],
    workingCopy: { externalId: title, paths: [linked] },
  })

t.test(
  'an import changes no link of a published article, unless the operator assigned the site to its key',
  async t => {
    const desk = await importDesk(t)
    const { app, ask } = desk
    const news = await keyOf(desk, ['imports:write', 'articles:publish'])
    await news.upload(page('Victim', `See [the page](${linked}).`), '?source=news&name=victim.md&publish=true')
    const seen = async () => {
      const { edition, revision, sections } = (await app.inject('/v1/articles/victim')).json()
      return { edition, revision, href: /"href":"([^"]*)"/.exec(JSON.stringify(sections))?.[1] }
    }
    const before = await seen()
    t.equal(before.href, linked)

    const partner = await keyOf(desk, ['imports:write'])
    t.strictSame(await partner.upload(claim('Squatter', 'https://evil.example/'), '?source=evil', ndjson), ['created'])
    t.strictSame(await seen(), before, 'an unpublished import changes nothing')
    const { body } = await ask('GET', `${articles}?q=Squatter`)
    const [squatter] = body['items'] as { id: string }[]
    await ask('POST', `${articles}/${squatter?.id}/publish`, { headers: { 'if-match': '*' } })
    await news.upload(page('Other', 'Words.'), '?source=news&name=other.md&publish=true')
    t.strictSame(await seen(), before, 'publication by others changes nothing')

    const evil = claim('Publisher', 'https://evil.example/')
    const wide = await keyOf(desk, ['imports:write', 'articles:publish'])
    await wide.upload(evil, '?source=wide&publish=true&baseUrl=https://partner.example/', ndjson)
    t.strictSame(await seen(), before, 'the base address of a request claims nothing')

    const site = 'https://partner.example/news/'
    const narrow = await keyOf(desk, ['imports:write'], site)
    const right = claim('Right', 'https://partner.example/news/right')
    t.strictSame(await narrow.upload(right, '?source=partner', ndjson), ['created'])
    t.strictSame(await seen(), before, 'a key with the site but without articles:publish changes nothing')
    const owner = await keyOf(desk, ['imports:write', 'articles:publish'], site)
    t.strictSame(await owner.upload(right, '?source=partner&publish=true', ndjson), ['unchanged published-now'])
    const after = await seen()
    t.strictSame(after, { edition: 2, revision: after.revision, href: 'https://partner.example/news/right' })

    const late = claim('Late', 'https://elsewhere.example/late')
    const notes = ['created address-outside address-taken published-now']
    t.strictSame(
      await owner.upload(late, '?source=partner&publish=true', ndjson),
      notes,
      'the first claim has priority',
    )
    t.strictSame(await seen(), after)
  },
)

t.test('a source belongs to the key that used it first and to its successors', async t => {
  const desk = await importDesk(t)
  const first = await keyOf(desk, ['imports:write'])
  const other = await keyOf(desk, ['imports:write'])
  t.strictSame(await other.upload(page('A', 'One.'), '?source=mine&name=a.md&dryRun=true'), ['created'])
  t.strictSame(
    await first.upload(page('A', 'One.'), '?source=mine&name=a.md'),
    ['created'],
    'a dry run reserves no name',
  )
  for (const query of ['', '&dryRun=true', '&force=true']) {
    const answer = await other.upload(page('A', 'Two.'), `?source=mine&name=a.md${query}`)
    t.strictSame(answer, [403, 'source-taken'], query)
  }
  t.strictSame(desk.kept(), [], 'nothing is stored of a refused upload')
  const next = await first.rotate()
  t.strictSame(await next.upload(page('A', 'Three.'), '?source=mine&name=a.md'), ['revised'])
  const publisher = await keyOf(desk, ['imports:write', 'articles:publish'])
  t.strictSame(await publisher.upload(page('A', 'Four.'), '?source=mine&name=a.md'), ['revised'])
  t.strictSame(await next.upload(page('A', 'Five.'), '?source=mine&name=a.md'), ['revised'])
})

t.test('an import without articles:publish changes articles of its own source only, with or without force', async t => {
  const desk = await importDesk(t)
  const { ask, make } = desk
  const partner = await keyOf(desk, ['imports:write'])
  const editors = await make({ title: 'By editors', externalId: 'mine:a.md' }, true)
  const news = await keyOf(desk, ['imports:write', 'articles:publish'])
  await news.upload(page('News', 'Words.'), '?source=news&name=n.md&publish=true')
  const foreign = (await desk.store.articleByExternalId('news:n.md'))?.id
  const id = '01a20546-f5d7-7285-83d9-a849553fc9b9'
  const line = (more: object) => JSON.stringify({ title: 'Mine now', sections: [], ...more })
  const copies = async () =>
    JSON.stringify([await desk.store.article(editors.id), await desk.store.article(foreign ?? '')])
  const before = await copies()
  for (const force of ['', '&force=true']) {
    t.strictSame(await partner.upload(page('Mine now', 'x'), `?source=mine&name=a.md${force}`), ['import-conflict'])
    for (const more of [
      { id: editors.id, workingCopy: {} },
      { id, workingCopy: { externalId: 'news:n.md' } },
      { id, workingCopy: { externalId: 'mine:a.md' } },
      { id, workingCopy: { externalId: 'news:to-come.md' } },
    ]) {
      t.strictSame(await partner.upload(line(more), `?source=mine${force}`, ndjson), ['import-conflict'])
    }
  }
  t.equal(await copies(), before)

  await partner.upload(page('Own', 'One.'), '?source=mine&name=own.md')
  const own = await desk.store.articleByExternalId('mine:own.md')
  await ask('POST', `${articles}/${own?.id}/publish`, { headers: { 'if-match': '*' } })
  const aliased = '---\ntitle: Own\naliases: [/old/own/]\n---\n\nTwo.'
  t.strictSame(await partner.upload(aliased, '?source=mine&name=own.md'), ['revised'])
  t.equal((await desk.app.inject('/v1/resolve?path=/old/own/')).statusCode, 404, 'the new alias does not resolve')
  await ask('POST', `${articles}/${own?.id}/withdraw`, { body: { note: 'x' }, headers: { 'if-match': '*' } })
  const again = await partner.upload(page('Own', 'Three.'), '?source=mine&name=own.md&force=true')
  t.strictSame(again, ['import-conflict'], 'a withdrawn article stays withdrawn')
})

t.test('a key without articles:publish sees and ends only its own imports', async t => {
  const desk = await importDesk(t)
  const first = await keyOf(desk, ['imports:write'])
  const other = await keyOf(desk, ['imports:write'])
  await first.upload(page('A', 'One.'), '?source=mine&name=a.md')
  const [job] = (await desk.ask('GET', imports)).body['items'] as { id: string }[]
  const own = `/${job?.id}`
  const hidden = [404, 'import-not-found']
  t.strictSame(await other.see('GET', ''), [200, 0])
  for (const path of [own, `${own}/items`]) t.strictSame(await other.see('GET', path), hidden, path)
  t.strictSame(await other.see('DELETE', own), hidden)
  const next = await first.rotate()
  t.strictSame(await next.see('GET', ''), [200, 1])
  t.strictSame(await next.see('GET', `${own}/items`), [200, 1])
  t.strictSame(await next.see('DELETE', own), [200, 'done'])
  const publisher = await keyOf(desk, ['imports:write', 'articles:publish'])
  t.strictSame(await publisher.see('GET', ''), [200, 1])
})

t.test('problems of an upload are counted, and the first 1,000 are kept', async t => {
  const { send, work, job, items } = await importDesk(t)
  for (const query of ['', '?dryRun=true']) {
    const { body } = await send('1\n'.repeat(2500), { query, type: ndjson })
    await work()
    hasMembers(t, await job(body.id), { items: 2500, counts: { problem: 2500 } })
    const last = await items(body.id, '?limit=100')
    t.equal(last.length, 100)
  }
})

t.test('waiting imports are limited by number, by key and by bytes', async t => {
  const desk = await importDesk(t, 50_000, { imports: 4, bytes: 60_000 })
  const { send, ask, work } = desk
  const upload = async (headers: Record<string, string>, body = '# A\n\nWords.') => {
    const answer = await send(body, { type: markdown, headers })
    return [answer.status, answer.body.code, answer.headers.get('retry-after')]
  }
  const keys: Record<string, string>[] = []
  for (let number = 0; number < 3; number += 1) {
    const { body } = await ask('POST', '/v1/editorial/keys', {
      body: { name: `${number}`, scopes: ['imports:write', 'articles:publish'] },
    })
    keys.push({ authorization: `Bearer ${body['secret']}` })
  }
  const [one = {}, two = {}, three = {}] = keys
  const taken = [202, undefined, null]
  const full = [429, 'too-many-imports', '30']
  t.strictSame([await upload(one), await upload(one)], [taken, taken])
  t.strictSame(await upload(one), full, 'a key can use half of the places')
  t.strictSame([await upload(two), await upload(two)], [taken, taken])
  t.strictSame(await upload(three), full)
  t.equal(desk.kept().length, 4, 'nothing is stored of a refused upload')
  await work()
  t.strictSame(await upload(three, 'x'.repeat(40_000)), taken)
  t.strictSame(await upload(two, 'x'.repeat(40_000)), full, 'the waiting bytes are limited')
  await work()
  t.strictSame(await upload(two, 'x'.repeat(40_000)), taken)
})

t.test('answers about imports contain no path of the server and no flag of the command line', async t => {
  const desk = await importDesk(t)
  const file = `${t.testdirName}/a.md`
  const source = 'site'
  const { store, time, send, work, items } = desk
  await send(page('Bridge', 'Words one.'), { query: `?source=${source}&name=a.md`, type: markdown })
  await work()
  const found = await store.articleByExternalId('site:a.md')
  if (!found?.imported) throw new Error('it was not imported')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(file, 'x')
  const imported = { ...found.imported, origin: file }
  const at = time.now.toISOString().replace('.000', '')
  const move = () => ({
    article: { ...found, version: 2, imported: { ...imported, version: 2 } },
    audit: { action: 'x' },
  })
  await store.writeArticles([{ target: { id: found.id }, decide: move }], { at, actor: 'cli' })
  const said: string[] = []
  const ask = async (text: string) => {
    const { body } = await send(text, { query: `?source=${source}&name=a.md`, type: markdown })
    await work()
    const [item] = await items(body.id)
    said.push(JSON.stringify(item))
    return item?.problem?.code
  }
  t.equal(await ask(page('Bridge', 'Words two.')), 'import-conflict')
  const edit = () => ({
    article: { ...found, version: 3, imported: { ...imported, origin: 'upload:site/a.md' } },
    audit: { action: 'x' },
  })
  await store.writeArticles([{ target: { id: found.id }, decide: edit }], { at, actor: 'cli' })
  t.equal(await ask(page('Bridge', 'Words three. ![x](pic.png) [y](other.md)')), 'import-diverged')
  const { body } = await send(page('Fresh', '![x](pic.png) [y](other.md)'), { query: '?name=b.md', type: markdown })
  await work()
  said.push(JSON.stringify(await items(body.id)))
  for (const text of said) t.notMatch(text, /--[a-z]|testdir|\.tap|\/work|\/tmp/, text)
})
