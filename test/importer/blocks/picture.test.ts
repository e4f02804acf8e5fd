import { test } from 'tap'
import { reporter } from '../../../src/importer/fact/report.ts'
import { htmlFragment } from '../../../src/importer/tree/fragment.ts'

const base = 'https://light.example/'

function read(html: string) {
  const report = reporter()
  const { sections } = htmlFragment(html, base, { reporter: report })
  return {
    blocks: sections.flatMap(({ blocks }) => blocks),
    notes: report.report().notes.map(({ code }) => code),
  }
}

test('reads a lazy picture once, from its attributes or from the noscript after it', t => {
  const image = (url: string, more = {}) => ({ type: 'image', image: { url: `${base}${url}`, ...more, variants: [] } })
  for (const [html, expected] of [
    ['<img src="data:image/gif;base64,R0" data-src="/a.jpg" alt="a">', image('a.jpg', { alt: 'a' })],
    ['<img data-original="/a.jpg"><noscript><img src="/a.jpg" alt="a"></noscript>', image('a.jpg', { alt: 'a' })],
    ['<img src="data:,x" alt="a"><noscript><img src="/a.jpg" alt="a"></noscript>', image('a.jpg', { alt: 'a' })],
    ['<img alt="a"> <noscript><img src="/a.jpg" alt="a"></noscript>', image('a.jpg', { alt: 'a' })],
    ['<img src="/max/60/a.jpg"><noscript><img src="/max/1200/a.jpg"></noscript>', image('max/1200/a.jpg')],
    ['<img src="/a.jpg?w=20"><noscript><img src="/a.jpg?w=800"></noscript>', image('a.jpg?w=800')],
    ['<img src="/a-300x200.jpg"><noscript><img src="/a.jpg"></noscript>', image('a.jpg')],
    ['<img src="/a.jpg"><noscript><img src="/a-300x200.jpg"></noscript>', image('a.jpg')],
    ['<img src="/spacer.gif" data-lazy-src="/a.jpg">', image('a.jpg')],
  ] as const)
    t.strictSame(read(html), { blocks: [expected], notes: [] }, html)
  t.strictSame(read('<img data-srcset="/a-400.jpg 400w, /a-800.jpg 800w">').blocks, [
    {
      type: 'image',
      image: {
        url: `${base}a-800.jpg`,
        variants: [
          { url: `${base}a-400.jpg`, width: 400 },
          { url: `${base}a-800.jpg`, width: 800 },
        ],
      },
    },
  ])
  t.end()
})

test('never keeps the markup of noscript as text', t => {
  t.strictSame(read('<p>Light.</p><noscript><p>Please <b>wait</b>.</p></noscript>').blocks, [
    { type: 'paragraph', content: [{ text: 'Light.' }] },
    { type: 'paragraph', content: [{ text: 'Please ' }, { text: 'wait', strong: true }, { text: '.' }] },
  ])
  t.end()
})

test('keeps the numbers of a list as text if they count down or skip numbers', t => {
  const items = (...texts: string[]) => texts.map(text => ({ content: [{ text }], blocks: [] }))
  for (const [html, list, notes] of [
    ['<ol reversed><li>a<li>b<li>c</ol>', { ordered: false, items: items('3. a', '2. b', '1. c') }, ['list-numbers']],
    ['<ol reversed start="10"><li>a<li>b</ol>', { ordered: false, items: items('10. a', '9. b') }, ['list-numbers']],
    ['<ol><li>a<li value="7">b<li>c</ol>', { ordered: false, items: items('1. a', '7. b', '8. c') }, ['list-numbers']],
    ['<ol><li value="4">a<li>b</ol>', { ordered: true, start: 4, items: items('a', 'b') }, []],
    ['<ol><li value="1">a<li value="2">b</ol>', { ordered: true, items: items('a', 'b') }, []],
    ['<ol reversed><li>a</ol>', { ordered: true, items: items('a') }, []],
    ['<ul reversed><li>a<li>b</ul>', { ordered: false, items: items('a', 'b') }, []],
  ] as const)
    t.strictSame(read(html), { blocks: [{ type: 'list', ...list }], notes }, html)
  t.end()
})
