import { test } from 'tap'
import { plainText } from '../../../src/domain/body/inline.ts'
import { runsOf } from '../../../src/importer/blocks/runs.ts'
import { htmlImporter } from '../../../src/importer/format/html/html.ts'
import { readArticle } from '../read-one.ts'

const first =
  'The night tram returns to the river line in March, the council said on Tuesday, after two winters without one.'
const second =
  'Drivers asked for the pause when the depot roof leaked, and the repair took longer than anybody had planned for.'
const third =
  'Tickets cost what they cost by day, dogs ride free, and the last tram leaves the bridge at a quarter past two.'
const story = [first, second, third]
const paragraphs = story.map(words => `<p>${words}</p>`).join('\n')

/** The words of a page's body, block by block. */
async function textsOf(body: string, head = ''): Promise<string[]> {
  const source = `<!doctype html><html lang="en"><head><title>Night tram returns</title>${head}</head><body>${body}</body></html>`
  const { manuscript } = await readArticle(htmlImporter, source)
  return manuscript.sections.flatMap(({ heading, blocks }) => [
    ...(heading === undefined ? [] : [heading]),
    ...[...runsOf(blocks)].map(plainText),
  ])
}

const comments = Array.from(
  { length: 12 },
  (_, at) =>
    `<article class="comment"><p>Reader ${at}</p><p>I waited for this tram every night, and nobody ever told me why it had stopped running.</p></article>`,
).join('')

test('reads loose texts between line breaks or elements as paragraphs of the article', async t => {
  const loose = `<div class="content">${story.join('<br>\n<br>\n')}</div>`
  t.strictSame(
    await textsOf(`<header><nav><a href="/">Home</a></nav></header><h1>Night tram returns</h1>${loose}`),
    story,
  )
  const between = `<div><p>${first}</p>${second}<p>${third}</p></div>`
  t.strictSame(await textsOf(`<nav><a href="/">Home</a></nav><h1>Night tram returns</h1>${between}`), story)
  const links = story.map(words => words.replace(/^(\S+ \S+)/, '<a href="javascript:void(0)">$1</a>'))
  t.strictSame(
    await textsOf(`<nav><a href="/">Home</a></nav><h1>Night tram returns</h1><div>${links.join('<br><br>')}</div>`),
    story,
  )
})

test('leaves out reader comments below the article, even long ones', async t => {
  for (const around of [
    `<section id="comments"><h2>12 comments</h2>${comments}</section><div id="respond"><h3>Leave a Reply</h3><form><textarea></textarea></form></div>`,
    `<div class="comments-area"><ol class="comment-list">${comments}</ol></div>`,
    `<div id="disqus_thread">${comments}</div>`,
  ])
    t.strictSame(
      await textsOf(`<main><article><h1>Night tram returns</h1>${paragraphs}</article>${around}</main>`),
      story,
    )
})

test('leaves out menus, boxes and lists of other articles, with and without semantic elements', async t => {
  const boxes = [
    '<table><tr><td><a href="/">News</a> | <a href="/sport">Sport</a> | <a href="/jobs">Jobs</a></td></tr></table>',
    '<div class="login-box">Log in</div>',
    '<div class="share-buttons">Share this</div>',
    '<div class="most-popular"><h3>Most popular</h3><ul><li><a href="/1">A tale of two depots</a></li></ul></div>',
    '<div class="newsletter-signup"><p>Get the best of the tram in your inbox every Friday morning.</p></div>',
  ]
  for (const box of boxes) {
    const body = `<div id="page">${box}<h1>Night tram returns</h1><div class="text">${paragraphs}</div>${box}</div>`
    t.strictSame(await textsOf(body), story, box)
  }
})

test('keeps an article whose container has a class such as sidebar or widget', async t => {
  for (const name of ['related sidebar-left', 'widget', 'menu', 'promo'])
    t.strictSame(
      await textsOf(`<nav><a href="/">x</a></nav><div class="${name}"><h1>Night tram returns</h1>${paragraphs}</div>`),
      story,
    )
})

test('leaves out announcements between paragraphs, and keeps sentences that start like them', async t => {
  const lines = [
    '<p>Advertisement</p>',
    '<p><strong>Related:</strong> <a href="/other">Why the depot roof leaked</a></p>',
    '<p><a href="/other">READ MORE: THE DEPOT ROOF</a></p>',
    '<p>Story continues below</p>',
    '<p>PUBLISHED: 10:48, Tue, Nov 19, 2024 | UPDATED: 11:05, Tue, Nov 19, 2024</p>',
    '<p>This slideshow requires JavaScript.</p>',
  ]
  for (const line of lines) {
    const body = `<nav><a href="/">x</a></nav><article><h1>Night tram returns</h1><p>${first}</p>${line}<p>${second}</p><p>${third}</p></article>`
    t.strictSame(await textsOf(body), story, line)
  }
  const kept = 'Related: the depot roof, which leaked all winter, is dry again.'
  const body = `<nav><a href="/">x</a></nav><article><h1>Night tram returns</h1><p>${first}</p><p>${kept}</p><p>${second}</p></article>`
  t.strictSame(await textsOf(body), [first, kept, second])
  const verse = 'The tram goes over the bridge at night and nobody is on it.'
  const song = [verse, second, verse, third, verse].map(words => `<p>${words}</p>`).join('')
  t.strictSame(await textsOf(`<nav><a href="/">x</a></nav><article>${song}</article>`), [
    verse,
    second,
    verse,
    third,
    verse,
  ])
})

test('keeps sentences about dates, rights and letters, and short table cells', async t => {
  const own = [
    'In 2024 the line closed.',
    first,
    'The court said that copyright in the plan of 1911 had passed to the museum.',
  ]
  const body = `<nav><a href="/">x</a></nav><article>${own.map(words => `<p>${words}</p>`).join('')}</article>`
  t.strictSame(await textsOf(body), own)
  const table = '<table><tr><th>Photo</th><th>Share</th></tr><tr><td>1/2</td><td>Close</td></tr></table>'
  const texts = await textsOf(`<nav><a href="/">x</a></nav><article><p>${first}</p>${table}<p>${second}</p></article>`)
  t.strictSame(texts, [first, 'Photo', 'Share', '1/2', 'Close', second])
})

test('reads paragraphs without spaces between words', async t => {
  const japanese = [
    '市は2026年3月から川沿いの夜間路面電車を再開すると発表した。二つの冬の間、電車は走っていなかった。',
    '車庫の屋根が漏れていたため運転士が休止を求めていた。修理には予定より長い時間がかかったという。',
    '料金は昼間と同じで、犬は無料で乗ることができる。最終電車は午前二時十五分に橋を出発する予定だ。',
  ]
  const body = `<nav><a href="/">x</a></nav><article><h1>夜の電車</h1><p>${japanese.join('<br><br>')}</p></article>`
  t.strictSame(await textsOf(body), japanese)
})

test('ignores markup in scripts and comments', async t => {
  const markup = '<div><span>'.repeat(2_000)
  const body = `<article><h1>Night tram returns</h1>${paragraphs}</article>`
  t.strictSame(
    await textsOf(body, `<script>const box = '${markup}'</script><!-- ${markup} --><style>a{}${markup}</style>`),
    story,
  )
})

test('keeps pictures, tables, listings and formulas between paragraphs', async t => {
  const kept = `<figure><img src="/tram.jpg" alt="A tram"></figure><table><tr><th>Stop</th><td>Bridge</td></tr></table><pre>02:15</pre>`
  const body = `<nav><a href="/">x</a></nav><article><h1>Night tram returns</h1><p>${first}</p>${kept}<p>${second}</p><p>${third}</p></article>`
  const { manuscript } = await readArticle(htmlImporter, `<!doctype html><title>Night tram returns</title>${body}`)
  t.strictSame(
    manuscript.sections.flatMap(({ blocks }) => blocks.map(({ type }) => type)),
    ['paragraph', 'image', 'table', 'code', 'paragraph', 'paragraph'],
  )
})

test('reads JSON-LD within a comment or a CDATA section', async t => {
  const data = '{"@type":"NewsArticle","headline":"Night tram returns","author":{"name":"Ida Rail"}}'
  for (const [start, end] of [
    ['<![CDATA[', ']]>'],
    ['//<![CDATA[\n', '\n//]]>'],
    ['/*<![CDATA[*/', '/*]]>*/'],
    ['<!--', '-->'],
  ]) {
    const script = `<script type="application/ld+json">${start}${data}${end}</script>`
    const { manuscript } = await readArticle(
      htmlImporter,
      `<!doctype html><title>Night tram returns</title>${script}<article>${paragraphs}</article>`,
    )
    t.strictSame(manuscript.authors, [{ name: 'Ida Rail' }], start ?? '')
  }
})

test('leaves out a list of other articles by its heading, even one longer than the article', async t => {
  const other = `<article><p>${first} ${second}</p><p>${third} ${second}</p></article>`
  const list = (heading: string) => `<article class="box"><h3>${heading}</h3>${other}${other}${other}</article>`
  const page = (heading: string) =>
    `<div><article><h1>Night tram returns</h1>${paragraphs}</article>${list(heading)}</div>`
  for (const heading of [
    'You may also like…',
    'Related stories',
    'Você pode gostar...',
    'Das könnte Sie interessieren',
  ])
    t.strictSame(await textsOf(page(heading)), story, heading)
  t.ok((await textsOf(page('What the drivers say'))).includes('What the drivers say'))
  // A page that has nothing else keeps its text.
  t.strictSame(await textsOf(`<div><h2>Related stories</h2>${paragraphs}</div>`), ['Related stories', ...story])
})

/** The blocks of a page whose article has a part between two paragraphs, without these paragraphs, and its headings. */
async function partOf(part: string) {
  const body = `<nav><a href="/">x</a></nav><article><h1>Night tram returns</h1><p>${first}</p>${part}<p>${second}</p></article>`
  const source = `<!doctype html><html lang="en"><head><title>Night tram returns</title></head><body>${body}</body></html>`
  const { manuscript } = await readArticle(htmlImporter, source)
  const blocks = manuscript.sections.flatMap(section => section.blocks).slice(1, -1)
  return { headings: manuscript.sections.flatMap(({ heading }) => heading ?? []), blocks }
}

const line = (text: string) => ({ type: 'paragraph', content: [{ text }] })

test('reads the button that is the text of a heading, summary or term, and removes buttons next to a text', async t => {
  const question = 'Where does it stop?'
  for (const heading of [
    `<h3><button aria-expanded="false">${question}</button></h3>`,
    `<h2 class="accordion-header"><button class="accordion-button collapsed" type="button">${question}</button></h2>`,
    `<h3><button type="button"><span>${question}</span><span aria-hidden="true">+</span></button></h3>`,
    `<h3><span><button>${question}</button></span> <button>Copy</button></h3>`,
    `<h3>${question} <button class="copy">Copy link to this part</button></h3>`,
    `<h3>${question} <button aria-expanded="false">Share</button></h3>`,
  ])
    t.strictSame(await partOf(`${heading}<p>${third}</p>`), { headings: [question], blocks: [line(third)] }, heading)
  t.strictSame(await partOf(`<details><summary><button>${question}</button></summary><p>${third}</p></details>`), {
    headings: [],
    blocks: [{ type: 'callout', kind: 'details', title: question, blocks: [line(third)] }],
  })
  const list = `<dl><dt><button aria-expanded="true">${question}</button></dt><dd>${third}</dd></dl>`
  const item = { content: [{ text: question, strong: true }], blocks: [line(third)] }
  t.strictSame((await partOf(list)).blocks, [
    {
      type: 'other',
      kind: 'definition-list',
      blocks: [{ type: 'list', ordered: false, items: [item] }],
      data: { entries: [{ terms: [question], definitions: [third] }] },
    },
  ])
  t.strictSame(await partOf(`<h3><button aria-label="Share"></button></h3><p>${third}</p>`), {
    headings: [],
    blocks: [line(third)],
  })
})

test('reads the hidden answer that the button of a heading opens, and no other hidden text', async t => {
  const question = '<h3><button aria-expanded="false" aria-controls="answer">Where does it stop?</button></h3>'
  for (const state of ['hidden', 'style="display: none"', 'aria-hidden="true"'])
    t.strictSame(
      await partOf(`${question}<div id="answer" role="region" ${state}><p>${third}</p></div><div hidden>No</div>`),
      { headings: ['Where does it stop?'], blocks: [line(third)] },
      state,
    )
})

test('reads the footers of quotes, figures and table cells, and leaves out the footer of the article', async t => {
  const quote = { type: 'quote', blocks: [line('It leaks.')], attribution: 'Ida Rail' }
  for (const footer of [
    '<footer>— <cite>Ida Rail</cite></footer>',
    '<footer class="blockquote-footer">Ida Rail</footer>',
    '<footer class="byline"><p>Ida Rail</p></footer>',
  ])
    t.strictSame((await partOf(`<blockquote><p>It leaks.</p>${footer}</blockquote>`)).blocks, [quote], footer)
  const figure =
    '<figure><img src="/a.jpg" alt="A tram"><figcaption>At night<footer>Photo: Bo</footer></figcaption></figure>'
  t.strictSame((await partOf(figure)).blocks, [
    {
      type: 'image',
      image: {
        url: '/a.jpg',
        alt: 'A tram',
        caption: [{ text: 'At night' }, { text: '\n' }, { text: 'Photo: Bo' }],
        variants: [],
      },
    },
  ])
  const cell = { header: false, colspan: 1, rowspan: 1 }
  const table = '<table><tr><th>Stop</th><td>Bridge<footer>at night</footer></td></tr></table>'
  t.strictSame((await partOf(table)).blocks, [
    {
      type: 'table',
      rows: [
        {
          cells: [
            { ...cell, content: [{ text: 'Stop' }], header: true },
            { ...cell, content: [{ text: 'Bridge\nat night' }] },
          ],
        },
      ],
    },
  ])
  t.strictSame(
    await textsOf(`<article><h1>Night tram returns</h1>${paragraphs}<footer>Filed in News</footer></article>`),
    story,
  )
})

test('reads the state of tasks, and no other checkbox', async t => {
  const tasks = (items: string) => partOf(`<ul>${items}</ul>`).then(({ blocks }) => blocks)
  const list = (...items: unknown[]) => [{ type: 'list', ordered: false, items }]
  t.strictSame(
    await tasks(
      '<li class="task-list-item"><input type="checkbox" checked disabled> Mend the roof</li><li><p><input type="checkbox"> Hire drivers</p></li><li><label><input type="checkbox" checked> Paint it</label></li><li>Wash it</li>',
    ),
    list(
      { content: [{ text: 'Mend the roof' }], checked: true, blocks: [] },
      { content: [{ text: 'Hire drivers' }], checked: false, blocks: [] },
      { content: [{ text: 'Paint it' }], checked: true, blocks: [] },
      { content: [{ text: 'Wash it' }], blocks: [] },
    ),
  )
  t.strictSame(
    await tasks(
      '<li>Mend the roof <input type="checkbox" checked></li><li><input type="radio" checked> Hire drivers</li>',
    ),
    list({ content: [{ text: 'Mend the roof' }], blocks: [] }, { content: [{ text: 'Hire drivers' }], blocks: [] }),
  )
})
