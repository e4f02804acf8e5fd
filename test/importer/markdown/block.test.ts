import { test } from 'tap'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

const base = 'https://www.example.org/blog/ferries/'
const body = async (source: string) =>
  (await readArticle(markdownImporter, `# Title\n\n${source}`, { base })).manuscript
const blocks = async (source: string) => (await body(source)).sections.flatMap(section => section.blocks)
const line = (text: string) => ({ type: 'paragraph', content: [{ text }] })

test('a body becomes a lead and sections, and first-level headings move all headings down one level', async t => {
  const { title, sections } = await body('Lead.\n\n# One\n\ntext\n\n## Two *b* {#two}\n\nmore')
  t.equal(title, 'Title')
  t.strictSame(sections, [
    { level: 1, blocks: [line('Lead.')] },
    { heading: 'One', level: 2, blocks: [line('text')] },
    {
      heading: 'Two b',
      headingContent: [{ text: 'Two ' }, { text: 'b', emphasis: true }],
      level: 3,
      anchor: 'two',
      blocks: [line('more')],
    },
  ])
})

test('reads marks, links, breaks and bare addresses as runs', async t => {
  t.strictSame(
    await blocks(
      '**a** *b* ~~c~~ `d` [e](f "g") <u>h</u> H<sub>2</sub>O x<sup>2</sup> <mark>m</mark>\\\nhttps://e.org/',
    ),
    [
      {
        type: 'paragraph',
        content: [
          { text: 'a', strong: true },
          { text: ' ' },
          { text: 'b', emphasis: true },
          { text: ' ' },
          { text: 'c', strikethrough: true },
          { text: ' ' },
          { text: 'd', code: true },
          { text: ' ' },
          { text: 'e', link: { href: `${base}f`, title: 'g' } },
          { text: ' ' },
          { text: 'h', underline: true },
          { text: ' H' },
          { text: '2', subscript: true },
          { text: 'O x' },
          { text: '2', superscript: true },
          { text: ' ' },
          { text: 'm', highlight: true },
          { text: '\n' },
          { text: 'https://e.org/', link: { href: 'https://e.org/' } },
        ],
      },
    ],
  )
})

test('lists keep order, start, tasks and nested blocks', async t => {
  t.strictSame(await blocks('3. a\n   - [x] b\n   - [ ] c\n4. d\n\n   e'), [
    {
      type: 'list',
      ordered: true,
      start: 3,
      items: [
        {
          content: [{ text: 'a' }],
          blocks: [
            {
              type: 'list',
              ordered: false,
              items: [
                { content: [{ text: 'b' }], checked: true, blocks: [] },
                { content: [{ text: 'c' }], checked: false, blocks: [] },
              ],
            },
          ],
        },
        { content: [{ text: 'd' }], blocks: [line('e')] },
      ],
    },
  ])
})

test('tables keep headers and alignment; their pictures follow them', async t => {
  const cell = (text: string, header: boolean, align?: string) => ({
    content: text === '' ? [] : [{ text }],
    header,
    colspan: 1,
    rowspan: 1,
    ...(align && { align }),
  })
  const [table, image] = await blocks('| a | b |\n|:-:|--:|\n| c | ![](i.png) |')
  t.strictSame(table, {
    type: 'table',
    rows: [
      { cells: [cell('a', true, 'center'), cell('b', true, 'right')] },
      { cells: [cell('c', false, 'center'), cell('', false, 'right')] },
    ],
  })
  t.strictSame(image, { type: 'image', image: { url: `${base}i.png`, alt: '', variants: [] } })
})

test('code keeps language and file name, also through raw HTML elsewhere', async t => {
  t.strictSame(await blocks('```js title="app.js"\nlet a\n```\n\n<hr>\n\n```py:b.py\nx\n```\n\n    plain'), [
    { type: 'code', text: 'let a', language: 'js', filename: 'app.js' },
    { type: 'divider' },
    { type: 'code', text: 'x', language: 'py', filename: 'b.py' },
    { type: 'code', text: 'plain' },
  ])
})

test('pictures become blocks after their paragraph, with caption and link', async t => {
  t.strictSame(await blocks('Before ![a](a.png) after.\n\n[![b](b.png "cap")](https://e.org/b)'), [
    line('Before after.'),
    { type: 'image', image: { url: `${base}a.png`, alt: 'a', variants: [] } },
    {
      type: 'image',
      image: { url: `${base}b.png`, alt: 'b', caption: [{ text: 'cap' }], variants: [] },
      link: 'https://e.org/b',
    },
  ])
})

test('numbers footnotes by reference, and keeps and reports an unused footnote', async t => {
  const { manuscript, report } = await readArticle(
    markdownImporter,
    '# T\n\na[^x] b[^y] c[^x]\n\n[^y]: why\n[^x]: *ex*\n[^z]: never',
  )
  t.strictSame(manuscript.sections[0]?.blocks, [
    {
      type: 'paragraph',
      content: [
        { text: 'a' },
        { text: '1', footnote: 'fn-x' },
        { text: ' b' },
        { text: '2', footnote: 'fn-y' },
        { text: ' c' },
        { text: '1', footnote: 'fn-x' },
      ],
    },
  ])
  t.strictSame(manuscript.footnotes, [
    { anchor: 'fn-x', label: '1', blocks: [{ type: 'paragraph', content: [{ text: 'ex', emphasis: true }] }] },
    { anchor: 'fn-y', label: '2', blocks: [line('why')] },
    { anchor: 'fn-z', label: '3', blocks: [line('never')] },
  ])
  t.strictSame(
    report.notes.map(({ code, place }) => [code, place?.line]),
    [['footnote-unused', 7]],
  )
})

test('reads callouts of every dialect, details and definition lists', async t => {
  t.strictSame(
    await blocks(
      '> [!WARNING]\n> Mind.\n\n::: tip Do it\n- a\n:::\n\n> [!info]- More\n> text\n\n<details><summary>Sum</summary>\n\n*in*\n\n</details>\n\nTerm\n: One\n: Two',
    ),
    [
      { type: 'callout', kind: 'warning', blocks: [line('Mind.')] },
      {
        type: 'callout',
        kind: 'tip',
        title: 'Do it',
        blocks: [{ type: 'list', ordered: false, items: [{ content: [{ text: 'a' }], blocks: [] }] }],
      },
      { type: 'callout', kind: 'note', title: 'More', blocks: [line('text')] },
      {
        type: 'callout',
        kind: 'details',
        title: 'Sum',
        blocks: [{ type: 'paragraph', content: [{ text: 'in', emphasis: true }] }],
      },
      {
        type: 'other',
        kind: 'definition-list',
        blocks: [
          {
            type: 'list',
            ordered: false,
            items: [{ content: [{ text: 'Term', strong: true }], blocks: [line('One'), line('Two')] }],
          },
        ],
        data: { entries: [{ terms: ['Term'], definitions: ['One', 'Two'] }] },
      },
    ],
  )
})

test('an unclosed ::: stays text and hides no blocks', async t => {
  const { sections } = await body(':::note\n\n## After\n\ntext')
  t.strictSame(
    sections.map(section => section.heading),
    [undefined, 'After'],
  )
})

test('a heading within a block becomes a strong paragraph with a note', async t => {
  const { manuscript, report } = await readArticle(markdownImporter, '# T\n\n> ## Inside\n> text')
  t.strictSame(manuscript.sections[0]?.blocks, [
    { type: 'quote', blocks: [{ type: 'paragraph', content: [{ text: 'Inside', strong: true }] }, line('text')] },
  ])
  t.strictSame(
    report.notes.map(note => note.code),
    ['heading-nested'],
  )
})

test('the list under a takeaways heading becomes the key takeaways, and the heading is consumed', async t => {
  const { manuscript, report } = await readArticle(
    markdownImporter,
    '# T\n\nLead.\n\n## Key Takeaways\n\n- **One**\n- Two\n  - Three\n\n## Next\n\ntext',
  )
  t.strictSame(manuscript.keyTakeaways, [
    { content: [{ text: 'One', strong: true }], origin: 'authored' },
    { content: [{ text: 'Two' }], origin: 'authored' },
    { content: [{ text: 'Three' }], origin: 'authored' },
  ])
  t.strictSame(
    manuscript.sections.map(section => section.heading),
    [undefined, 'Next'],
  )
  t.strictSame(report.consumed, [{ role: 'takeaways-heading', text: 'Key Takeaways', place: { line: 5 } }])
})

test('links within the article lead to the anchors of its sections', async t => {
  const { sections } = await body('[a](#who-pays--why) [b](#x) [c](#gone)\n\n## Who pays & why?\n\n<a id="x"></a>here')
  t.strictSame(
    sections[0]?.blocks.flatMap(block =>
      block.type === 'paragraph' ? block.content.flatMap(run => run.link?.href ?? []) : [],
    ),
    ['#who-pays-why', '#who-pays-why', '#gone'],
  )
  t.equal(sections[1]?.anchor, 'who-pays-why')
})

test('keeps links to files, chat rooms and XMPP addresses, without passwords', async t => {
  const source =
    '[f](ftp://me:secret@files.example/a.csv) [i](irc://irc.example/#pier) [s](ircs://irc.example/) [x](xmpp:pier@rooms.example?join) ![p](ftp://files.example/a.png) [g](gopher://x.example/)'
  const { manuscript, report } = await readArticle(markdownImporter, `# Title\n\n${source}`, { base })
  const { sections } = manuscript
  const runs = sections[0]?.blocks.flatMap(block => (block.type === 'paragraph' ? block.content : [])) ?? []
  t.strictSame(
    runs.flatMap(run => run.link?.href ?? []),
    ['ftp://files.example/a.csv', 'irc://irc.example/#pier', 'ircs://irc.example/', 'xmpp:pier@rooms.example?join'],
  )
  t.strictSame(
    report.notes.map(note => note.code),
    ['image-dropped', 'link-unsafe'],
  )
})

test('removes scripts and data URLs, and keeps the words of their links', async t => {
  const source =
    '[a](javascript:alert(1)) <a href="java&#10;script:alert(1)" onclick="x()">b</a> ![c](data:image/png;base64,AA==)\n\n<script>evil()</script>\n\n<style>p{}</style>\n\n<img src="https://e.org/i.png" onerror="alert(1)">'
  const { manuscript, report } = await readArticle(markdownImporter, `# T\n\n${source}`)
  t.strictSame(manuscript.sections[0]?.blocks, [
    line('a b c'),
    { type: 'image', image: { url: 'https://e.org/i.png', variants: [] } },
  ])
  t.strictSame(
    report.notes.map(note => note.code),
    ['link-unsafe', 'link-unsafe', 'image-dropped', 'script-removed', 'script-removed'],
  )
})
