import t from 'tap'
import { site } from '../../build.ts'
import { hasMembers } from '../../has-members.ts'
import { articles, desk } from './desk.ts'

const previews = '/v1/editorial/previews'

t.test('SITE_PREVIEW_URL sets the page of a preview on the site, with the slug of the working copy', async t => {
  const previewUrlTemplate = 'https://www.example.org/draft/{slug}?id={id}&token={token}'
  const { app, ask, make } = await desk(t, { site: { ...site, previewUrlTemplate } })
  const { id } = await make({ title: 'Ferries', slug: 'ferries', text: 'Two boats.' }, true)
  await ask('PATCH', `${articles}/${id}`, { headers: { 'if-match': '*' }, body: { slug: 'новые-паромы' } })
  const { body } = await ask('POST', previews, { body: { articleId: id } })
  const token = String(body['token'])
  t.equal(
    body['pageUrl'],
    `https://www.example.org/draft/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B5-%D0%BF%D0%B0%D1%80%D0%BE%D0%BC%D1%8B?id=${id}&token=${token}`,
  )
  t.equal(body['url'], `https://news.example.org/v1/articles/${id}?preview=${token}`)
  for (const ref of ['%D0%BD%D0%BE%D0%B2%D1%8B%D0%B5-%D0%BF%D0%B0%D1%80%D0%BE%D0%BC%D1%8B', id]) {
    const read = await app.inject(`/v1/articles/${ref}?preview=${token}`)
    hasMembers(t, read.json(), { id, slug: 'новые-паромы' }, 'the token works with the slug and the id')
  }
  const all = await ask('POST', previews, { body: {} })
  t.notOk('pageUrl' in all.body)
})
