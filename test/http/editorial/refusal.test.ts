import t from 'tap'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

t.test('POST /v1/editorial/articles answers 400 with the remedy, the place and a suggestion', async t => {
  const { ask } = await desk(t)
  const refused = async (body: unknown) => {
    const { body: problem } = await ask('POST', articles, { body })
    return { detail: problem['detail'], errors: problem.errors }
  }
  const title = '"title" must be a string, not a number.'
  t.strictSame(await refused({ title: 5 }), {
    detail: title,
    errors: [{ location: 'body', pointer: '/title', code: 'invalid', detail: title }],
  })
  const known = 'There is no member "titel". Did you mean "title"?'
  t.strictSame(await refused({ titel: 'Two ferries', markdown: '# Two ferries' }), {
    detail: known,
    errors: [{ location: 'body', pointer: '/titel', code: 'unknown', detail: known, suggestion: 'title' }],
  })
  const section = { headng: 'Who pays', blocks: [{ type: 'list', ordered: true, items: [], strat: 2 }] }
  t.strictSame(await refused({ title: 'Two ferries', sections: [section], authors: [{ name: 'Ann', url: '' }] }), {
    detail: 'The request has 3 errors.',
    errors: [
      {
        location: 'body',
        pointer: '/authors/0/url',
        code: 'unknown',
        detail: 'There is no member "url" in "authors/0". Known members: name, pageUrl, image.',
      },
      {
        location: 'body',
        pointer: '/sections/0/headng',
        code: 'unknown',
        detail: 'There is no member "headng" in "sections/0". Did you mean "heading"?',
        suggestion: 'heading',
      },
      {
        location: 'body',
        pointer: '/sections/0/blocks/0/strat',
        code: 'unknown',
        detail: 'There is no member "strat" in "sections/0/blocks/0". Did you mean "start"?',
        suggestion: 'start',
      },
    ],
  })
})

t.test('POST /v1/editorial/articles answers 400 if the body is missing or not an object', async t => {
  const { ask } = await desk(t)
  const list = 'The body must be an object, not a list.'
  hasMembers(t, (await ask('POST', articles, { body: [] })).body, {
    detail: list,
    errors: [{ location: 'body', pointer: '', code: 'invalid', detail: list }],
  })
  const missing = 'The body is missing: it must be an object.'
  hasMembers(t, (await ask('POST', articles)).body, { errors: [{ pointer: '', code: 'required', detail: missing }] })
})

t.test('POST /v1/editorial/articles answers 400 with the unsafe addresses', async t => {
  const { ask } = await desk(t)
  const refused = async (body: object) =>
    (await ask('POST', articles, { body: { title: 'x', ...body } })).body['detail']
  t.strictSame(
    [
      await refused({ markdown: 'x', source: { name: 'Wire', url: 'wire' } }),
      await refused({ sections: [{ blocks: [{ type: 'embed', url: 'data:,' }] }] }),
      await refused({ keyTakeaways: [{ content: [{ text: 'a', link: { href: 'javascript:1' } }] }] }),
    ],
    [
      'The URL "wire" must be absolute (http, https).',
      'The URL "data:," must be absolute (http, https), or a path of the site that begins with a slash.',
      'The link "javascript:1" must be an absolute URL (http, https, mailto, tel, ftp, irc, ircs, xmpp), a path of the site, or an #anchor.',
    ],
  )
})

t.test('faults in a text body point to the text, and other faults to their own members', async t => {
  const { ask, make } = await desk(t)
  const pointers = async (method: string, url: string, asked: object) =>
    (await ask(method, url, asked)).body.errors?.map(({ pointer }) => pointer)
  const [markdown, html] = ['[x](article:nope)', '<p><a href="article:nope">x</a></p>']
  const linked = { type: 'paragraph', content: [{ text: 'x', link: { href: 'article:nope' } }] }
  const footnotes = [{ anchor: 'a', label: '1', blocks: [linked] }]
  t.strictSame(await pointers('POST', articles, { body: { title: 'T', markdown } }), ['/markdown'])
  t.strictSame(await pointers('POST', articles, { body: { title: 'T', html } }), ['/html'])
  t.strictSame(await pointers('POST', articles, { body: { title: 'T', slug: 'No Slug', footnotes, markdown } }), [
    '/slug',
    '/markdown',
    '/footnotes/0/blocks/0/content/0/link/href',
  ])
  t.strictSame(
    await pointers('POST', articles, { body: { title: 'T', markdown: `Words.[^n]\n\n[^n]: ${markdown}` } }),
    ['/markdown'],
  )
  const { id, version } = await make({ title: 'Old', text: 'Words.' })
  t.strictSame(await pointers('PATCH', `${articles}/${id}`, { body: { markdown }, version }), ['/markdown'])
  const items = [{ type: 'create', body: { title: 'T', markdown } }]
  hasMembers(t, (await ask('POST', `${articles}:batch`, { body: items })).body['items'], [
    { problem: { errors: [{ pointer: '/0/body/markdown' }] } },
  ])
})

t.test('an HTML body takes the title from its first h1, otherwise from its title element', async t => {
  const { ask } = await desk(t)
  const titled = async (html: string, more: object = {}) => {
    const { status, body } = await ask('POST', articles, { body: { html, ...more } })
    return [status, body['title'], JSON.stringify(body['sections'])?.match(/"(?:heading|text)":"[^"]*"/g)]
  }
  const words = ['"text":"Two boats."']
  t.strictSame(await titled('<h1>Two <em>ferries</em></h1><p>Two boats.</p>'), [201, 'Two ferries', words])
  t.strictSame(await titled('<html><head><title>From &amp; to</title></head><body><p>Two boats.</p></body></html>'), [
    201,
    'From & to',
    words,
  ])
  t.strictSame(await titled('<title>Site</title><h1>Heading</h1><p>Two boats.</p>'), [201, 'Heading', words])
  t.strictSame(await titled('<svg><title>Logo</title></svg><title>Page</title><p>Two boats.</p>'), [201, 'Page', words])
  t.strictSame(await titled('<h1>Heading</h1><p>Two boats.</p>', { title: 'Stated' }), [
    201,
    'Stated',
    ['"heading":"Heading"', ...words],
  ])
  hasMembers(t, await ask('POST', articles, { body: { html: '<p>Two boats.</p>' } }), {
    status: 400,
    body: { errors: [{ pointer: '/title' }] },
  })
})
