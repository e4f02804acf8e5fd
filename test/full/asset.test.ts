import { join } from 'node:path'
import { test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { hasMembers } from '../has-members.ts'
import { serve } from './server.ts'

const post =
  '---\ntitle: Ferries\ndate: 2026-01-02\nimage: ../img/boat.svg\n---\n\n![Boat](../img/boat.svg)\n\n[The plan](../files/plan.pdf) and [more](more.md)\n'

type Answer = {
  metadata: { image: { url: string } }
  sections: { blocks: { image?: { url: string }; content?: { link?: { href: string; articleId?: string } }[] }[] }[]
}

test('serve --assets: delivers pictures and files from the folder of the Markdown files, and articles link to them', async t => {
  const root = t.testdir({
    site: {
      posts: { 'ferries.md': post, 'more.md': '---\ntitle: More\ndate: 2026-01-02\n---\nWords.\n' },
      img: { 'boat.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      files: { 'plan.pdf': '%PDF-1.7' },
    },
  })
  const env = { DATABASE_URL: join(root, 'offprint.db') }
  const site = join(root, 'site')
  const { address, stop } = await serve(t, [site, '--assets'], env)
  const read = async (at: string) => (await (await fetch(`${at}/v1/articles/ferries`)).json()) as Answer
  const { metadata, sections } = await read(address)
  const blocks = sections.flatMap(section => section.blocks)
  t.equal(metadata.image.url, `${address}/assets/img/boat.svg`)
  t.equal(blocks[0]?.image?.url, `${address}/assets/img/boat.svg`)
  const [plan, more] = (blocks[1]?.content ?? []).flatMap(run => run.link ?? [])
  t.equal(plan?.href, `${address}/assets/files/plan.pdf`)
  hasMembers(t, more, { href: `${address}/v1/articles/more.html`, articleId: /./ })
  for (const url of [metadata.image.url, plan?.href ?? '', more?.href ?? ''])
    t.equal((await fetch(url)).status, 200, url)
  t.equal(await stop(), 0)

  const plain = await serve(t, [], { ...env, SITE_URL: 'https://news.example.org/blog/' })
  t.equal(
    (await read(plain.address)).metadata.image.url,
    'https://news.example.org/blog/img/boat.svg',
    'without --assets, the address is on SITE_URL',
  )
  t.equal((await fetch(`${plain.address}/assets/img/boat.svg`)).status, 404)
  t.equal((await offprint(['serve', '--assets'], env)).code, 2)
})
