import { test } from 'tap'
import { htmlFragment } from '../../../src/importer/tree/fragment.ts'

const base = 'https://www.example.org/a/'
const blocks = (html: string) => htmlFragment(html, base).sections.flatMap(section => section.blocks)
const line = (text: string) => ({ type: 'paragraph', content: [{ text }] })

test('two breaks start a paragraph, one break starts a line, and white space collapses', t => {
  t.strictSame(blocks('a\n  b<br>c<br><br>d <b> e</b>'), [
    line('a b\nc'),
    { type: 'paragraph', content: [{ text: 'd ' }, { text: 'e', strong: true }] },
  ])
  t.end()
})

test('reads tables with captions, spans and header cells, and dissolves layout tables and nested tables', t => {
  const cell = (text: string, more = {}) => ({ content: [{ text }], header: false, colspan: 1, rowspan: 1, ...more })
  t.strictSame(blocks('<table><caption>C</caption><tr><th colspan=2>H<tr><td rowspan=2 align=right>a<td>b</table>'), [
    {
      type: 'table',
      caption: [{ text: 'C' }],
      rows: [
        { cells: [cell('H', { header: true, colspan: 2 })] },
        { cells: [cell('a', { rowspan: 2, align: 'right' }), cell('b')] },
      ],
    },
  ])
  t.strictSame(blocks('<table><tr><td><h2>x</h2><table><tr><td>1<td>2</table></table>').at(-1), {
    type: 'table',
    rows: [{ cells: [cell('1'), cell('2')] }],
  })
  t.end()
})

test('reads quotes, posts, figures, galleries, media and frames', t => {
  const image = (name: string) => ({ url: `${base}${name}`, variants: [] })
  t.strictSame(
    blocks(
      '<figure><blockquote cite="https://e.org/"><p>q</p></blockquote><figcaption>— Ada</figcaption></figure><blockquote class="twitter-tweet"><p>post</p><a href="https://twitter.com/a/status/1">x</a></blockquote><figure><img src=a.png><img src=b.png><figcaption>two</figcaption></figure><video src=v.mp4 poster=p.png></video><iframe src="//player.vimeo.com/video/76979871?h=ab"></iframe>',
    ),
    [
      { type: 'quote', blocks: [line('q')], attribution: 'Ada', sourceUrl: 'https://e.org/' },
      {
        type: 'quote',
        blocks: [
          line('post'),
          { type: 'paragraph', content: [{ text: 'x', link: { href: 'https://twitter.com/a/status/1' } }] },
        ],
        sourceUrl: 'https://twitter.com/a/status/1',
      },
      { type: 'embed', url: 'https://twitter.com/a/status/1', provider: 'x' },
      { type: 'gallery', images: [image('a.png'), image('b.png')], caption: [{ text: 'two' }] },
      { type: 'media', kind: 'video', url: `${base}v.mp4`, poster: image('p.png') },
      { type: 'embed', url: 'https://vimeo.com/76979871/ab', provider: 'vimeo' },
    ],
  )
  t.end()
})

test('reads footnotes of kramdown and GitHub without their back links', t => {
  const { sections, footnotes } = htmlFragment(
    '<p>a<sup id="fnref:1"><a href="#fn:1">1</a></sup></p><div class="footnotes"><ol><li id="fn:1"><p>note <a href="#fnref:1" class="reversefootnote">↩</a></p></li></ol></div>',
  )
  t.strictSame(sections[0]?.blocks, [{ type: 'paragraph', content: [{ text: 'a' }, { text: '1', footnote: 'fn-1' }] }])
  t.strictSame(footnotes, [{ anchor: 'fn-1', label: '1', blocks: [line('note')] }])
  t.end()
})

test('removes back links without a class, and keeps links with words', t => {
  for (const back of [
    '<a href="#r1">↩</a>',
    '<a href="#r1">\u21a9\ufe0e</a>',
    '<a href="#r1">⤴</a>',
    '<a href="#x">^</a>',
  ]) {
    const html = `<p>a<a id="r1" href="#fn1">1</a></p><section class="footnotes"><ol><li id="fn1">The city. ${back}</li></ol></section>`
    t.strictSame(
      htmlFragment(html, base).footnotes,
      [{ anchor: 'fn-1', label: '1', blocks: [line('The city.')] }],
      back,
    )
  }
  const html =
    '<p>a<a href="#fn1">1</a></p><div class="footnotes"><p id="fn1">See <a href="#b">there</a> or <a href="https://e.org/">↑</a>.</p></div>'
  t.strictSame(htmlFragment(html, base).footnotes[0]?.blocks, [
    {
      type: 'paragraph',
      content: [
        { text: 'See ' },
        { text: 'there', link: { href: '#b' } },
        { text: ' or ' },
        { text: '↑', link: { href: 'https://e.org/' } },
        { text: '.' },
      ],
    },
  ])
  t.end()
})

test('reads a list without a class as footnotes if superscript links lead to all items, which link back', t => {
  const text = '<p>a<sup id="r1"><a href="#n1">1</a></sup> b<a id="r2" href="#n2"><sup>2</sup></a></p>'
  const notes = '<ol><li id="n1"><p>One. <a href="#r1">↩</a></p></li><li id="n2">Two. <a href="#r2">↩</a></li></ol>'
  const read = htmlFragment(`${text}${notes}`, base)
  t.strictSame(read.sections[0]?.blocks, [
    {
      type: 'paragraph',
      content: [{ text: 'a' }, { text: '1', footnote: 'fn-n1' }, { text: ' b' }, { text: '2', footnote: 'fn-n2' }],
    },
  ])
  t.strictSame(read.footnotes, [
    { anchor: 'fn-n1', label: '1', blocks: [line('One.')] },
    { anchor: 'fn-n2', label: '2', blocks: [line('Two.')] },
  ])
  for (const other of [
    notes.replace(' <a href="#r2">↩</a>', ''),
    notes.replace('</ol>', '<li id="n3">Three. <a href="#r3">↩</a></li></ol>'),
  ])
    t.strictSame(htmlFragment(`${text}${other}`, base).footnotes, [], other)
  t.end()
})

test('reads the heading of an accordion of WordPress, which is a button', t => {
  const { sections } = htmlFragment(
    '<div class="wp-block-accordion"><div class="wp-block-accordion-item"><h3 class="wp-block-accordion-heading"><button class="wp-block-accordion-heading__toggle"><span class="wp-block-accordion-heading__toggle-title">Who pays?</span><span class="wp-block-accordion-heading__toggle-icon" aria-hidden="true">+</span></button></h3><div role="region" class="wp-block-accordion-panel"><p>The city.</p></div></div></div>',
    base,
  )
  t.strictSame(sections, [{ heading: 'Who pays?', level: 3, blocks: [line('The city.')] }])
  t.end()
})

test('removes scripts, styles, forms and handlers, and marks text in other languages', t => {
  const html =
    '<p onclick="x()">a <span lang="de">b</span></p><script>x</script><style>y</style><form><input><button>Go</button></form><svg><text>z</text></svg>'
  t.strictSame(blocks(html), [{ type: 'paragraph', content: [{ text: 'a ' }, { text: 'b', lang: 'de' }] }])
  t.end()
})

test('flattens nesting at the limit, and keeps only the words of extreme nesting', t => {
  const depth = (list: { type: string; blocks?: unknown }[]): number =>
    Math.max(0, ...list.map(block => 1 + (Array.isArray(block.blocks) ? depth(block.blocks) : 0)))
  t.equal(depth(blocks(`${'<blockquote>'.repeat(200)}x`)), 61)
  t.strictSame(blocks(`${'<blockquote>'.repeat(20_000)}x`), [line('x')])
  t.end()
})
