import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { test } from 'tap'
import { offprint } from '../cli/offprint.ts'
import { checkout } from '../program.ts'

t.setTimeout(900_000)

const folder = mkdtempSync(join(tmpdir(), 'offprint-memory-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const megabytes = 250
const bytesOfPost = 20_000
const vocabulary =
  'harbour trust ferry winter dock region council budget electric boat crossing fare timetable pier night'
const words = vocabulary.split(' ')

/** A post of about 20 kB: sections with paragraphs and a list. */
function post(number: number): { heading: string; paragraphs: string[]; list: string[] }[] {
  let seed = number + 1
  const next = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % most
  }
  const sentence = () => `The ${Array.from({ length: 14 }, () => words[next(words.length)]).join(' ')}.`
  const paragraph = () => Array.from({ length: 4 }, sentence).join(' ')
  return Array.from({ length: Math.floor(bytesOfPost / 1400) }, (_, index) => ({
    heading: `Part ${index + 1}`,
    paragraphs: [paragraph(), paragraph(), paragraph()],
    list: [sentence(), sentence()],
  }))
}

function markdown(number: number): string {
  const parts = post(number).map(
    ({ heading, paragraphs, list }) =>
      `## ${heading}\n\n${paragraphs.join('\n\n')}\n\n${list.map(one => `- ${one}\n`).join('')}`,
  )
  return `---\ntitle: Post ${number}\ndate: 2024-03-02\n---\n\n${parts.join('\n')}`
}

function html(number: number): string {
  return post(number)
    .map(
      ({ heading, paragraphs, list }) =>
        `<h2>${heading}</h2>${paragraphs.map(one => `<p>${one}</p>`).join('')}<ul>${list.map(one => `<li>${one}</li>`).join('')}</ul>`,
    )
    .join('\n')
}

const cdata = (text: string) => `<![CDATA[${text}]]>`
const posts = <Post>(count: number, one: (number: number) => Post) => Array.from({ length: count }, (_, at) => one(at))

const rss = (items: string[], more = '') =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Quay</title>${more}${items.join('\n')}</channel></rss>`

const sources: Record<string, (path: string) => number> = {
  'a folder of Markdown': path => writeAll(path, posts(700, markdown), 'md'),
  'a folder of pages': path =>
    writeAll(
      path,
      posts(
        200,
        number =>
          `<html lang="en"><head><title>Post ${number}</title></head><body><main><h1>Post ${number}</h1>${html(number)}</main></body></html>`,
      ),
      'html',
    ),
  'an export of WordPress': path => {
    const items = posts(
      400,
      number =>
        `<item><title>Post ${number}</title><guid>${number}</guid><wp:post_id>${number}</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><pubDate>Sat, 02 Mar 2024 10:00:00 +0000</pubDate><content:encoded>${cdata(html(number))}</content:encoded></item>`,
    )
    return writeAll(path, [rss(items, '<wp:wxr_version>1.2</wp:wxr_version>')], 'xml', items.length)
  },
  'a feed': path => {
    const items = posts(
      400,
      number =>
        `<item><title>Post ${number}</title><guid>${number}</guid><pubDate>Sat, 02 Mar 2024 10:00:00 +0000</pubDate><content:encoded>${cdata(html(number))}</content:encoded></item>`,
    )
    return writeAll(path, [rss(items)], 'xml', items.length)
  },
  'an export of Ghost': path => {
    const list = posts(400, number => ({
      id: String(number),
      title: `Post ${number}`,
      slug: `post-${number}`,
      html: html(number),
      status: 'published',
      visibility: 'public',
      type: 'post',
      published_at: '2024-03-02T10:00:00.000Z',
    }))
    const db = [{ meta: { version: '5.0.0' }, data: { posts: list } }]
    return writeAll(path, [JSON.stringify({ db })], 'json', list.length)
  },
}

function writeAll(path: string, texts: readonly string[], extension: string, articles = texts.length): number {
  mkdirSync(path)
  for (const [index, text] of texts.entries()) writeFileSync(join(path, `source-${index}.${extension}`), text)
  return articles
}

/** Writes the peak of resident memory to standard error when the process ends. */
const watch = `data:text/javascript,process.on('exit',()=>console.error('kilobytes%20'+process.resourceUsage().maxRSS))`

async function importing(path: string, env: Record<string, string>): Promise<{ megabytes: number; totals: string }> {
  const args = ['import', path, '--publish', '--undated', 'publish']
  const { out, err } = await offprint(args, { ...env, NODE_OPTIONS: `--import=${watch}` }, checkout)
  const [, kilobytes] = /^kilobytes (\d+)/m.exec(err) ?? []
  return { megabytes: Number(kilobytes) / 1024, totals: out.trimEnd().split('\n').at(-1) ?? '' }
}

for (const [name, write] of Object.entries(sources)) {
  test(`import: ${name} takes less than ${megabytes} MB`, async t => {
    const path = join(folder, name.replaceAll(' ', '-'))
    const articles = write(path)
    const took = await importing(path, { DATABASE_URL: `${path}.db` })
    t.equal(took.totals, `${articles} created, ${articles} published, 0 problems`)
    t.comment(`${Math.round(took.megabytes)} MB`)
    t.ok(took.megabytes < megabytes, `${Math.round(took.megabytes)} MB`)
  })
}

test(`import: an NDJSON export takes less than ${megabytes} MB, and exports as the same bytes`, async t => {
  const path = join(folder, 'a-folder-of-Markdown')
  const first = `${path}.ndjson`
  await offprint(['export', first], { DATABASE_URL: `${path}.db` })
  const took = await importing(first, { DATABASE_URL: `${path}-again.db` })
  t.equal(took.totals, '700 created, 700 published, 0 problems')
  t.ok(took.megabytes < megabytes, `${Math.round(took.megabytes)} MB`)
  const again = await offprint(['export', '-'], { DATABASE_URL: `${path}-again.db` })
  const written = await offprint(['export', '-'], { DATABASE_URL: `${path}.db` })
  t.ok(again.out === written.out, 'the exports are equal')
})
