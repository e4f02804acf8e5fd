import t from 'tap'
import { build } from '../build.ts'
import { hasMembers } from '../has-members.ts'
import { type File, files, readPage } from './feed-reader.ts'
import { ferries } from './sample.ts'

const names = {
  categories: 'Science and technology of the northern harbour',
  tags: 'Acquisition services for small municipalities',
  authors: 'Maximiliane Featherstonehaugh-Cholmondeley',
} as const

t.test('every feed, of all articles and of each kind of term, can be paged to the end and back', async t => {
  const { app, publish } = await build(t)
  for (const number of [1, 2, 3, 4, 5]) {
    await publish(`a${number}`, {
      ...ferries,
      title: `Number ${number}`,
      formerSlugs: [],
      publishedAt: `2026-11-0${number}T09:00:00Z`,
      category: names.categories,
      tags: [names.tags],
      authors: [{ name: names.authors }],
      language: 'de-CH-1996',
    })
  }
  const { metadata } = (await app.inject('/v1/articles/number-1')).json()
  const folders = [
    '',
    `categories/${metadata.category.slug}/`,
    `tags/${metadata.tags[0].slug}/`,
    `authors/${metadata.authors[0].slug}/`,
    `languages/${metadata.language}/`,
  ]
  for (const file of Object.keys(files) as File[]) {
    for (const folder of folders) {
      const seen: string[][] = []
      let before: string | undefined
      let next: string | undefined = `/feeds/${folder}${file}?limit=2`
      while (next) {
        const { statusCode, headers, body }: Awaited<ReturnType<typeof app.inject>> = await app.inject(next)
        t.equal(statusCode, 200, next)
        const page = readPage(file, body, String(headers['link']))
        seen.push(page.titles)
        before = /<([^>]+)>; rel="prev"/.exec(String(headers['link']))?.[1]
        next = page.next
      }
      t.strictSame(seen, [['Number 5', 'Number 4'], ['Number 3', 'Number 2'], ['Number 1']], `${folder}${file}`)
      const back = await app.inject(before ?? '')
      t.strictSame(readPage(file, back.body, '').titles, ['Number 3', 'Number 2'], `${folder}${file} back`)
    }
  }
  const cursor = new URL(
    readPage('atom.xml', (await app.inject(`/feeds/${folders[1]}atom.xml?limit=2`)).body, '').next ?? '',
  )
  const elsewhere = await app.inject(`/feeds/${folders[2]}atom.xml${cursor.search}`)
  hasMembers(t, elsewhere.json(), { status: 400, code: 'cursor-mismatch' }, 'refuses the cursor of another feed')
})
