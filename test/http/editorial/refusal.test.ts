import t from 'tap'
import { articles, desk } from './desk.ts'

t.test('POST /v1/editorial/articles: 400 says what to do, where, and what was probably meant', async t => {
  const { ask } = await desk(t)
  const refused = async (body: unknown) => {
    const { body: problem } = await ask('POST', articles, { body })
    return { detail: problem['detail'], errors: problem.errors }
  }
  const title = '"title" must be a string, not a number.'
  t.strictSame(await refused({ title: 5 }), {
    detail: title,
    errors: [{ in: 'body', pointer: '/title', code: 'invalid', detail: title }],
  })
  const known = 'There is no member "titel". Did you mean "title"?'
  t.strictSame(await refused({ titel: 'Two ferries', markdown: '# Two ferries' }), {
    detail: known,
    errors: [{ in: 'body', pointer: '/titel', code: 'unknown', detail: known, suggestion: 'title' }],
  })
  const section = { headng: 'Who pays', blocks: [{ type: 'list', ordered: true, items: [], strat: 2 }] }
  t.strictSame(await refused({ title: 'Two ferries', sections: [section], authors: [{ name: 'Ann', url: '' }] }), {
    detail: '3 things are wrong with the request.',
    errors: [
      {
        in: 'body',
        pointer: '/authors/0/url',
        code: 'unknown',
        detail: 'There is no member "url" in "authors/0". Known are name, pageUrl, image.',
      },
      {
        in: 'body',
        pointer: '/sections/0/headng',
        code: 'unknown',
        detail: 'There is no member "headng" in "sections/0". Did you mean "heading"?',
        suggestion: 'heading',
      },
      {
        in: 'body',
        pointer: '/sections/0/blocks/0/strat',
        code: 'unknown',
        detail: 'There is no member "strat" in "sections/0/blocks/0". Did you mean "start"?',
        suggestion: 'start',
      },
    ],
  })
})

t.test('POST /v1/editorial/articles: 400 for a body that is missing or no object', async t => {
  const { ask } = await desk(t)
  const list = 'The body must be an object, not a list.'
  t.match((await ask('POST', articles, { body: [] })).body, {
    detail: list,
    errors: [{ in: 'body', pointer: '', code: 'invalid', detail: list }],
  })
  const missing = 'The body is missing: it must be an object.'
  t.match((await ask('POST', articles)).body, { errors: [{ pointer: '', code: 'required', detail: missing }] })
})

t.test('POST /v1/editorial/articles: 400 for addresses that must not be followed shows them', async t => {
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
      'The link "javascript:1" must be an absolute http, https, mailto or tel URL, a path of the site, or an #anchor.',
    ],
  )
})
