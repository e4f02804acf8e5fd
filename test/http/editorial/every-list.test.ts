import t from 'tap'
import { scopes } from '../../../src/domain/access/key.ts'
import { receiver } from '../../change/leased/webhook/receiver.ts'
import { resolved } from '../../openapi/resolved.ts'
import { type File, files, readPage } from '../feed-reader.ts'
import { articles } from './desk.ts'
import { form, importDesk } from './import-desk.ts'

const webhooks = '/v1/editorial/webhooks'

type Page = { items: unknown; next: string | undefined; previous: string | undefined }

/** Every operation of the OpenAPI document whose pages have cursors. */
const lists = Object.entries(resolved().paths)
  .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'cursor'))
  .map(([path]) => path)

/** Queries that a list requires, or that make its pages differ. */
const queries: Record<string, string> = { '/v1/search': 'q=harbour&' }

/** At least three of everything that the lists contain. */
async function filled(t: Parameters<typeof importDesk>[0]) {
  const built = await importDesk(t)
  const { ask, make, send, work, store } = built
  let made = { id: '', version: 0 }
  for (const [index, name] of ['Anna', 'Bert', 'Cora', 'Dora', 'Emil'].entries()) {
    made = await make(article(name, index), true)
    await store.addViews(new Map([[made.id, index + 1]]), { hour: 494_940, day: 20_414 })
    await ask('POST', '/v1/editorial/previews', { body: {} })
  }
  const { id } = made
  for (const summary of ['Second edition.', 'Third edition.']) {
    const { version } = (await ask('PATCH', `${articles}/${id}`, { version: made.version, body: { summary } })).body
    made = (await ask('POST', `${articles}/${id}/publish`, { version })).body
  }
  let importId = ''
  for (const name of ['Faye', 'Gert', 'Hans']) {
    const texts = [1, 2, 3].map(number => [`${name}-${number}.md`, `# ${name} ${number}\n\nWords.`])
    importId = (await send(form(Object.fromEntries(texts)), { query: '?publish=false' })).body.id
    await work()
  }
  await store.expireViews({ hour: 494_940, day: 20_414 })
  const hook = await ask('POST', webhooks, { body: { url: (await receiver(t)).url } })
  const webhookId = String(Object(hook.body['webhook']).id)
  for (const _ of [1, 2, 3]) await ask('POST', `${webhooks}/${webhookId}/test`)
  return { ...built, id, importId, webhookId }
}

function article(name: string, index: number) {
  return {
    title: `The harbour of ${name}`,
    slug: name.toLowerCase(),
    category: index < 3 ? 'Common' : `Section ${name}`,
    tags: ['Common', `Tag ${name}`],
    authors: [{ name: 'Common' }, { name }],
    language: 'en',
    keyTakeaways: [{ content: [{ text: `${name} has a harbour.` }] }],
    publishedAt: `2026-0${index + 1}-01T09:00:00Z`,
    markdown: `The harbour of ${name} is open.`,
  }
}

t.test('every list of the API can be walked to its end and back, one item per page', async t => {
  const { app, secretOf, id, importId, webhookId } = await filled(t)
  const authorization = `Bearer ${await secretOf(scopes)}`
  const parameters: Record<string, string> = { id, importId, webhookId, slug: 'common', language: 'en' }
  t.ok(lists.length > 30, 'the document describes the lists')

  async function pageAt(path: string, url: string): Promise<Page> {
    const { statusCode, headers, body } = await app.inject({ url, headers: { authorization } })
    if (statusCode !== 200) throw new Error(`${url}: ${body}`)
    const link = String(headers['link'])
    const related = (relation: string) => new RegExp(`<([^>]+)>; rel="${relation}"`).exec(link)?.[1]
    const [next, previous] = [related('next'), related('prev')]
    const file = path.split('/').at(-1) as File
    if (file in files) return { items: readPage(file, body, link).titles, next, previous }
    const { items, page } = JSON.parse(body)
    t.strictSame([page.nextUrl, page.previousUrl], [next, previous], `${path}: the Link header has the same URLs`)
    return { items, next, previous }
  }

  for (const path of lists) {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '')
    const pages: Page[] = [await pageAt(path, `${url}?${queries[path] ?? ''}limit=1`)]
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await pageAt(path, next))
    const back: Page[] = pages.slice(-1)
    for (let previous = back[0]?.previous; previous; previous = back[0]?.previous)
      back.unshift(await pageAt(path, previous))
    const items = pages.map(page => page.items)
    t.ok(items.length >= 3, `${path} has three pages`)
    t.equal(new Set(items.map(one => JSON.stringify(one))).size, items.length, `${path} has no item twice`)
    t.strictSame(
      back.map(page => page.items),
      items,
      `${path} has the same pages backwards`,
    )
  }
})
