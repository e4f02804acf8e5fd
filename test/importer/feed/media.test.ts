import { test } from 'tap'
import { feedImporter } from '../../../src/importer/format/feed/feed.ts'
import { parse } from '../parse.ts'

const rss = (item: string) =>
  `<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Quay</title><link>https://quay.example/</link><item><title>Tide</title>${item}</item></channel></rss>`
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ text }] })

async function read(source: string) {
  const { articles } = await parse(feedImporter, source)
  const { manuscript, report } = articles[0] ?? {}
  const { image, summary, canonicalUrl, category, source: origin } = manuscript ?? {}
  const blocks = manuscript?.sections.flatMap(section => section.blocks)
  return {
    blocks,
    image,
    summary,
    canonicalUrl,
    category,
    source: origin,
    notes: report?.notes.map(({ code }) => code),
  }
}

test('Feed: an episode keeps its audio, picture and text', async t => {
  const { blocks, image } = await read(
    rss(
      '<enclosure url="/horn.mp3" type="audio/mpeg"/><itunes:duration>1:05</itunes:duration><itunes:summary>The horn.</itunes:summary><itunes:image href="https://quay.example/horn.jpg"/>',
    ),
  )
  t.strictSame(blocks, [
    paragraph('The horn.'),
    {
      type: 'media',
      kind: 'audio',
      url: 'https://quay.example/horn.mp3',
      mediaType: 'audio/mpeg',
      durationSeconds: 65,
    },
  ])
  t.strictSame(image, { url: 'https://quay.example/horn.jpg', variants: [] })
})

test('Feed: the largest picture of a group becomes the image, with its description', async t => {
  const { image } = await read(
    rss(
      '<media:group><media:content url="/a.jpg" medium="image" width="90" height="60"/><media:content url="/b.jpg" medium="image" width="900" height="600"><media:credit>Bo</media:credit></media:content><media:description>Ebb</media:description></media:group>',
    ),
  )
  const { url, ...more } = image ?? {}
  t.strictSame(
    [url, more],
    [
      'https://quay.example/b.jpg',
      {
        alt: 'Ebb',
        width: 900,
        height: 600,
        credit: 'Bo',
        variants: [{ url: 'https://quay.example/a.jpg', width: 90, height: 60 }],
      },
    ],
  )
})

test('Feed: only the sizes of one picture become its variants', async t => {
  const { image } = await read(
    rss(
      '<media:content url="/b.jpg" type="image/jpeg" width="900"><media:thumbnail url="/t.webp" type="image/webp" width="80" height="50"/></media:content><media:content url="/other.jpg" type="image/jpeg" width="700"/><media:thumbnail url="/site.png" width="40"/>',
    ),
  )
  t.strictSame(image?.variants, [
    { url: 'https://quay.example/t.webp', width: 80, height: 50, mediaType: 'image/webp' },
  ])
})

test('Feed: reads markup that is not escaped', async t => {
  const { blocks, notes } = await read(rss('<description><p>Ebb and flow.</p><p>Twice.</p></description>'))
  t.strictSame([blocks, notes], [[paragraph('Ebb and flow.'), paragraph('Twice.')], []])
})

test('Feed: keeps a summary that repeats the start of the text, and drops a summary that repeats all of it', async t => {
  const feed = (summary: string) =>
    `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tide</title><summary>${summary}</summary><content type="html">Ebb. Flow.</content></entry></feed>`
  t.strictSame([(await read(feed('Ebb.'))).summary, (await read(feed('Ebb. Flow.'))).summary], ['Ebb.', undefined])
})

test('Feed: does not use a guid that is not a URL as canonical URL', async t => {
  t.strictSame((await read(rss('<guid>tide-7</guid><description>Ebb</description>'))).canonicalUrl, undefined)
})

test('Feed: the external URL of a JSON Feed item becomes the source', async t => {
  const { canonicalUrl, source, blocks } = await read(
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      items: [
        {
          id: 'https://quay.example/7',
          title: 'Tide',
          content_text: 'Ebb',
          external_url: 'https://wire.example/x',
          attachments: [{ url: 'https://quay.example/t.pdf', mime_type: 'application/pdf' }],
        },
      ],
    }),
  )
  t.strictSame(
    [canonicalUrl, source],
    ['https://quay.example/7', { name: 'wire.example', url: 'https://wire.example/x' }],
  )
  t.strictSame(blocks?.[1], {
    type: 'media',
    kind: 'file',
    url: 'https://quay.example/t.pdf',
    mediaType: 'application/pdf',
  })
})

test('Feed: reads the posts of a Blogger export, and leaves out comments and settings', async t => {
  const entry = (kind: string) =>
    `<entry><id>${kind}</id><title>${kind}</title><category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${kind}"/><category term="Sea"/><content type="html">Ebb</content></entry>`
  const { articles, problems } = await parse(
    feedImporter,
    `<feed xmlns="http://www.w3.org/2005/Atom">${['settings', 'template', 'post', 'comment'].map(entry).join('')}</feed>`,
  )
  t.strictSame(
    [articles.map(({ manuscript }) => [manuscript.title, manuscript.category]), problems],
    [[['post', 'Sea']], []],
  )
})
