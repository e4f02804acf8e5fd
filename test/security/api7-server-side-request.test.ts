import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { desk } from '../http/editorial/desk.ts'

t.test('API7: the server requests no address that an article contains', async t => {
  const asked: string[] = []
  const inside = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('secret')
  })
  await new Promise<void>(resolve => inside.listen(0, '127.0.0.1', resolve))
  t.teardown(() => inside.close())
  const at = `http://127.0.0.1:${(inside.address() as AddressInfo).port}`
  const { app, make } = await desk(t)
  const html = `<p>Words.</p><img src="${at}/image"><iframe src="${at}/frame"></iframe><video src="${at}/video"></video>`
  const { slug } = await make({ title: 'Links', html, canonicalUrl: `${at}/canonical` }, true)
  for (const path of ['', '.html', '.md', '.jsonld', '/card.html']) await app.inject(`/v1/articles/${slug}${path}`)
  for (const url of ['/image', `/oembed?url=${encodeURIComponent(`${at}/canonical`)}`, `/v1/articles?include=html`])
    await app.inject(url)
  t.strictSame(asked, [])
})
