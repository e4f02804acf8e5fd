import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const body = {
  title: 'Ferries',
  markdown: 'Two.\n\n## Who pays\n\nUs.\n\n## When\n\nSoon.',
  keyTakeaways: [{ text: 'They are electric.' }, { text: 'They are late.', sectionAnchor: 'when' }],
}

type Part = { id: string; anchor: string; heading?: string; text?: string }
const itemsOf = (said: { body: Record<string, unknown> }) => said.body['items'] as Part[]

t.test('PATCH one section changes its paragraph and keeps the rest of the article', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const blocks = [{ type: 'paragraph', content: [{ text: 'The city.' }] }]
  const before = itemsOf(await ask('GET', url))
  const answer = await ask('PATCH', `${url}/who-pays`, { version: 1, body: { blocks } })
  hasMembers(t, answer, { status: 200, headers: { etag: /^"v2\./ } })
  t.strictSame(answer.body, { ...before[1], blocks })
  t.strictSame(itemsOf(await ask('GET', url)), [before[0], answer.body, before[2]])
})

t.test('PATCH one section: a new heading makes a new anchor, and the id stays the same', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const [, second] = itemsOf(await ask('GET', url))
  const answer = await ask('PATCH', `${url}/${second?.id}`, { version: 1, body: { heading: 'Who foots the bill' } })
  hasMembers(t, answer.body, { id: second?.id, anchor: 'who-foots-the-bill', formerAnchors: ['who-pays'] })
  t.equal((await ask('GET', `${url}/who-foots-the-bill`)).status, 200)
  hasMembers(t, await ask('GET', `${url}/who-pays`), { status: 404, body: { code: 'section-not-found' } })
})

t.test('PATCH one section: a new anchor keeps the old one as a former anchor and updates takeaways', async t => {
  const { app, ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const before = itemsOf(await ask('GET', url))
  const answer = await ask('PATCH', `${url}/when`, { version: 1, body: { anchor: 'dates' } })
  hasMembers(t, answer, { status: 200, headers: { etag: /^"v2\./ } })
  t.strictSame(answer.body, { ...before[2], anchor: 'dates', formerAnchors: ['when'] })
  const back = await ask('PATCH', `${url}/dates`, { version: 2, body: { anchor: 'when' } })
  hasMembers(t, back.body, { anchor: 'when', formerAnchors: ['dates'] })
  const { body: copy } = await ask('GET', `${articles}/${made.id}`)
  hasMembers(t, copy['keyTakeaways'], [{}, { sectionAnchor: 'when' }])
  await ask('POST', `${articles}/${made.id}/publish`, { version: 3 })
  const moved = await app.inject('/v1/articles/ferries/sections/dates')
  hasMembers(t, [moved.statusCode, moved.headers.location], [308, /sections\/when$/])
})

t.test('PATCH one section refuses an invalid or taken anchor with a suggestion', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const refused = async (part: string, anchor: string) => {
    const { status, body: said } = await ask('PATCH', `${url}/${part}`, { version: 1, body: { anchor } })
    return [status, said.errors]
  }
  hasMembers(t, await refused('when', 'Who Foots It?'), [400, [{ pointer: '/anchor', suggestion: 'who-foots-it' }]])
  hasMembers(t, await refused('when', 'who-pays'), [400, [{ pointer: '/anchor' }]])
  hasMembers(t, await refused('when', 'lead'), [400, [{ pointer: '/anchor' }, { pointer: '/anchor' }]])
  hasMembers(t, await refused('lead', 'top'), [400, [{ pointer: '/anchor', suggestion: 'lead' }]])
})

t.test('PATCH one section: errors point into the sent body', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections/who-pays`
  const pointers = async (patch: unknown) =>
    (await ask('PATCH', url, { version: 1, body: patch })).body.errors?.map(fault => fault.pointer)
  const link = { href: 'javascript:alert(1)' }
  t.strictSame(await pointers({ blocks: [{ type: 'paragraph' }] }), ['/blocks/0/content'])
  t.strictSame(await pointers({ blocks: [{ type: 'paragraph', content: [{ text: 'x', link }] }] }), [
    '/blocks/0/content/0/link/href',
  ])
  t.strictSame(await pointers({ blcks: [] }), ['/blcks'])
  t.strictSame(await pointers({ level: 1 }), ['/level'])
})

t.test('POST a section adds it at the end or at a position, with a free anchor', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const last = await ask('POST', url, { version: 1, body: { heading: 'Last', blocks: [] } })
  hasMembers(t, last, { status: 201, headers: { etag: /^"v2\./ }, body: { anchor: 'last', level: 2 } })
  const second = await ask('POST', `${url}?position=2`, {
    version: 2,
    body: { heading: 'Second', level: 3, blocks: [] },
  })
  hasMembers(t, second, { status: 201, body: { anchor: 'second', level: 3 } })
  t.strictSame(
    itemsOf(await ask('GET', url)).map(one => one.anchor),
    ['lead', 'second', 'who-pays', 'when', 'last'],
  )
  const before = await ask('POST', `${url}?position=1`, {
    version: 3,
    body: { heading: 'Before the lead', blocks: [] },
  })
  hasMembers(t, before, { status: 400 })
})

t.test('DELETE a section removes the reference of its takeaway', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}`
  hasMembers(t, await ask('DELETE', `${url}/sections/when`, { version: 1 }), {
    status: 204,
    headers: { etag: /^"v2\./ },
  })
  const copy = await ask('GET', url)
  const [first, second] = copy.body['keyTakeaways'] as Record<string, unknown>[]
  hasMembers(t, [first, second], [{ text: 'They are electric.' }, { text: 'They are late.' }])
  t.notOk(second && 'sectionAnchor' in second)
})

t.test('PUT section-order needs every id once, with the lead first', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}`
  const ids = itemsOf(await ask('GET', `${url}/sections`)).map(one => one.id)
  const [lead = '', pays = '', when = ''] = ids
  const put = (order: string[], version = 1) => ask('PUT', `${url}/section-order`, { version, body: { ids: order } })
  t.strictSame(
    itemsOf(await put([lead, when, pays])).map(one => one.id),
    [lead, when, pays],
  )
  for (const order of [
    [pays, lead, when],
    [lead, pays],
    [lead, lead, pays, when],
    [lead, pays, when, made.id],
  ]) {
    t.equal((await put(order, 2)).status, 400)
  }
})

t.test('key takeaways can be added, changed, ordered and removed one by one', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/key-takeaways`
  const [first, second] = itemsOf(await ask('GET', url))
  const changed = await ask('PATCH', `${url}/${first?.id}`, { version: 1, body: { text: 'They are *diesel*.' } })
  hasMembers(t, changed.body, { id: first?.id, text: 'They are *diesel*.', content: [{ text: 'They are *diesel*.' }] })
  const marked = { content: [{ text: 'Late', strong: true }] }
  hasMembers(t, (await ask('PATCH', `${url}/${second?.id}`, { version: 2, body: marked })).body, {
    text: 'Late',
    ...marked,
  })
  const added = await ask('POST', `${url}?position=1`, { version: 3, body: { text: 'New.' } })
  hasMembers(t, added, { status: 201, body: { text: 'New.', origin: 'authored' } })
  const order = [second?.id, added.body.id, first?.id]
  const ordered = await ask('PUT', `${articles}/${made.id}/key-takeaway-order`, { version: 4, body: { ids: order } })
  t.strictSame(
    itemsOf(ordered).map(one => one.id),
    order,
  )
  t.equal((await ask('DELETE', `${url}/${first?.id}`, { version: 5 })).status, 204)
  t.strictSame(
    itemsOf(await ask('GET', url)).map(one => one.text),
    ['Late', 'New.'],
  )
  hasMembers(t, await ask('GET', `${url}/${first?.id}`), { status: 404, body: { code: 'takeaway-not-found' } })
})

t.test('POST a section with Idempotency-Key adds it once', async t => {
  const { ask, make } = await desk(t)
  const made = await make(body)
  const url = `${articles}/${made.id}/sections`
  const headers = { 'idempotency-key': '"one"' }
  const added = await ask('POST', url, { version: 1, body: { heading: 'Last', blocks: [] }, headers })
  const again = await ask('POST', url, { version: 1, body: { heading: 'Last', blocks: [] }, headers })
  t.strictSame([again.status, again.body, again.headers['etag']], [201, added.body, added.headers['etag']])
  t.equal(itemsOf(await ask('GET', url)).length, 4)
})
