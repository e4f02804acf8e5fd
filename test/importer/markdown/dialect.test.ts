import { test } from 'tap'
import { fidelity } from '../../../src/importer/fidelity/fidelity.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { markdown } from '../../../src/syndication/article/markdown.ts'
import { article, paragraph, section, site } from '../../syndication/articles.ts'
import { readArticle } from '../read-one.ts'

const base = 'https://quay.example/'
const read = async (source: string, name = 'a.md') => {
  const { manuscript, report } = await readArticle(markdownImporter, `# T\n\n${source}`, { base, name })
  const blocks = manuscript.sections.flatMap(one => one.blocks)
  return { blocks, manuscript, codes: report.notes.map(note => note.code) }
}
const line = (text: string) => ({ type: 'paragraph' as const, content: [{ text }] })

test('front matter: reads only the line that YAML rejects as text', async t => {
  const front =
    '---\ntitle: Tides: a guide\ncategories: [boats]\ntags:\n  - sea\n  - moon\nsummary: @home & away\n---\n\nText.\n'
  const { manuscript, report } = await readArticle(markdownImporter, front)
  const { title, category, tags, summary } = manuscript
  t.strictSame([title, category, tags, summary], ['Tides: a guide', 'boats', ['sea', 'moon'], '@home & away'])
  t.ok(report.notes.some(note => note.code === 'front-matter-repaired'))
})

test('math keeps its backslashes, display math becomes code, and prices stay text', async t => {
  const { blocks } = await read(
    'Let $a\\_b \\% \\{c\\}$ be. It costs $5 or *about* $6.\n\n$$\nx \\\\\ny\n$$\n\n$$ z_1 $$\n\n`$a_b$`',
  )
  t.strictSame(blocks, [
    {
      type: 'paragraph',
      content: [
        { text: 'Let $a\\_b \\% \\{c\\}$ be. It costs $5 or ' },
        { text: 'about', emphasis: true },
        { text: ' $6.' },
      ],
    },
    { type: 'code', text: 'x \\\\\ny', language: 'latex' },
    { type: 'code', text: 'z_1', language: 'latex' },
    { type: 'paragraph', content: [{ text: '$a_b$', code: true }] },
  ])
})

test('kramdown and Goldmark: removes contents, abbreviations and attribute lists from the text', async t => {
  const { blocks } = await read(
    '1. Contents\n{:toc}\n\n[TOC]\n\nThe SEA.\n{.lead}\n\n| A |\n|---|\n| 1 |\n{: .wide}\n\n![p](p.png){width="50%"}\n\n*[SEA]: Water\n',
  )
  t.strictSame(
    blocks.map(block =>
      block.type === 'table' ? block.rows.length : block.type === 'image' ? block.image.url : block,
    ),
    [line('The SEA.'), 2, `${base}p.png`],
  )
})

test('a definition keeps its second paragraph', async t => {
  const { blocks } = await read('Ebb\n\n: It falls.\n\n    Slowly.\n\nEnd.')
  t.strictSame(
    blocks.map(block => (block.type === 'other' ? block.data : block)),
    [{ entries: [{ terms: ['Ebb'], definitions: ['It falls.\nSlowly.'] }] }, line('End.')],
  )
  t.strictSame(
    blocks.flatMap(block => (block.type === 'other' && block.blocks[0]?.type === 'list' ? block.blocks[0].items : [])),
    [{ content: [{ text: 'Ebb', strong: true }], blocks: [line('It falls.'), line('Slowly.')] }],
  )
})

test('Octopress and Hexo: reads listings and quotes, and removes Liquid without output', async t => {
  const { blocks, codes } = await read(
    '{% assign y = 2 %}\n\n{% capture z %}\nUnseen.\n{% endcapture %}\n\n{% codeblock Pump lang:ruby %}\nputs *1*\n\nend\n{% endcodeblock %}\n\n{% blockquote Bo Reed, Logs https://logs.example %}\nWind.\n{% endblockquote %}',
  )
  t.strictSame(blocks, [
    { type: 'code', text: 'puts *1*\n\nend', language: 'ruby', filename: 'Pump' },
    { type: 'quote', blocks: [line('Wind.')], attribution: 'Bo Reed, Logs', sourceUrl: 'https://logs.example/' },
  ])
  t.ok(codes.includes('template-removed'))
})

test('Hugo: reads a caption as Markdown, and keeps the content of unknown paired shortcodes', async t => {
  const { blocks, codes } = await read(
    '{{< figure src="f.png" alt="F" caption="A *low* tide" >}}\n\n{{< box2 >}}\n{{% pane "X" %}}Pane words.{{% /pane %}}\n{{< /box2 >}}\n\n{{< cta href="https://go.example/" >}}Go{{< /cta >}}',
  )
  const caption = [{ text: 'A ' }, { text: 'low', emphasis: true }, { text: ' tide' }]
  t.strictSame(blocks, [
    { type: 'image', image: { url: `${base}f.png`, alt: 'F', caption, variants: [] } },
    line('Pane words.'),
    { type: 'paragraph', content: [{ text: 'Go', link: { href: 'https://go.example/' } }] },
  ])
  t.ok(codes.includes('template-removed'))
})

test('Hugo: a paired shortcode with an address is a link; others on the line keep their text', async t => {
  const { blocks } = await read(
    'See {{< cta href="https://go.example/" >}}Go{{< /cta >}} or {{% b style="x" url="/a>b" %}}there{{% /b %}}.\n\n{{< a href="/1" >}}x{{< b link="/2" >}}Y{{< /b >}}{{< /a >}}\n\n{{< a href="/3" >}}z{{< /c >}}',
  )
  t.strictSame(blocks, [
    {
      type: 'paragraph',
      content: [
        { text: 'See ' },
        { text: 'Go', link: { href: 'https://go.example/' } },
        { text: ' or ' },
        { text: 'there', link: { href: `${new URL(base).origin}/a%3Eb` } },
        { text: '.' },
      ],
    },
    { type: 'paragraph', content: [{ text: 'x' }, { text: 'Y', link: { href: `${new URL(base).origin}/2` } }] },
    line('z'),
  ])
})

test('a footnote in a heading moves to the paragraph after it', async t => {
  const { manuscript } = await read('## Fees[^a]\n\nThey rise.\n\n[^a]: In crowns.')
  t.strictSame(manuscript.sections, [
    {
      heading: 'Fees',
      level: 2,
      blocks: [{ type: 'paragraph', content: [{ text: 'They rise.' }, { text: '1', footnote: 'fn-a' }] }],
    },
  ])
})

test('MDX: reads require() in an image, and does not read indented children as code', async t => {
  const { blocks } = await read(
    '<img src={require("./t.png").default} alt="T" />\n\n<Grid>\n\n    Words.\n\n</Grid>',
    'a.mdx',
  )
  t.strictSame(blocks, [{ type: 'image', image: { url: `${base}t.png`, alt: 'T', variants: [] } }, line('Words.')])
})

test('Obsidian: reads links, embeds, comments, highlights and inline footnotes, except in code', async t => {
  const { blocks, manuscript } = await read(
    'To [[Low tide|ebb]], ==here==.%%secret%% See^[Not far.] `[[x]] ==y==` [[1]](https://r.example/).\n\n![[map.png|200]]',
  )
  t.strictSame(blocks, [
    {
      type: 'paragraph',
      content: [
        { text: 'To ' },
        { text: 'ebb', link: { href: `${base}Low%20tide.md` } },
        { text: ', ' },
        { text: 'here', highlight: true },
        { text: '. See' },
        { text: '1', footnote: 'fn-inline-1' },
        { text: ' ' },
        { text: '[[x]] ==y==', code: true },
        { text: ' ' },
        { text: '[1]', link: { href: 'https://r.example/' } },
        { text: '.' },
      ],
    },
    { type: 'image', image: { url: `${base}map.png`, width: 200, variants: [] } },
  ])
  t.strictSame(manuscript.footnotes, [{ anchor: 'fn-inline-1', label: '1', blocks: [line('Not far.')] }])
})

test('MkDocs: reads admonitions and tabs with blocks inside', async t => {
  const { blocks } = await read('!!! warning "Mind"\n    Mud.\n\n    - one\n\n=== "Unix"\n\n    Pipe.\n\nEnd.')
  t.strictSame(blocks, [
    {
      type: 'callout',
      kind: 'warning',
      title: 'Mind',
      blocks: [line('Mud.'), { type: 'list', ordered: false, items: [{ content: [{ text: 'one' }], blocks: [] }] }],
    },
    { type: 'paragraph', content: [{ text: 'Unix', strong: true }] },
    line('Pipe.'),
    line('End.'),
  ])
})

test('the Markdown of an article keeps anchors, footnote names, missing alternative texts and dialect characters', async t => {
  const signs = 'a $x\\_1$ b $y* c* $ ==d== %%e%% ![[f.png]] ^[g] [[h]]'
  const image = { url: 'https://img.example/a.jpg', variants: [] }
  const sections = [
    section(1, 'lead', undefined, [paragraph(signs), { type: 'image', image }]),
    section(2, 'fund', 'Who pays', [
      { type: 'paragraph', content: [{ text: 'The fund.' }, { text: '1', footnote: 'fn-region' }] },
    ]),
  ]
  const footnotes = [{ anchor: 'fn-region', label: '1', blocks: [paragraph('All of it.')] }]
  const page = markdown.render(article(1, { sections, footnotes }), site)
  const { manuscript } = await readArticle(markdownImporter, page)
  t.strictSame(
    manuscript.sections.map(({ anchor = 'lead', heading, blocks }) => [anchor, heading, blocks]),
    sections.map(({ anchor, heading, blocks }) => [anchor, heading, blocks]),
  )
  t.strictSame(manuscript.footnotes, footnotes)
})

test('the fidelity report does not count heading ids and names of containers as lost', async t => {
  const source = '# T\n\n## Tides {#tides}\n\n::: tip Mind\nWords.\n:::\n'
  const { manuscript, report } = await readArticle(markdownImporter, source)
  const found = fidelity('markdown', source, manuscript, report.consumed)
  t.strictSame([found.headings, found.lost], [{ found: 2, kept: 2 }, []])
})

test('keeps emoji codes as written with a note, and does not report times and code', async t => {
  const { blocks, codes } = await read('Sold :rocket: :-1: at 9:15:00, `:bug:`.')
  t.strictSame(blocks, [
    {
      type: 'paragraph',
      content: [{ text: 'Sold :rocket: :-1: at 9:15:00, ' }, { text: ':bug:', code: true }, { text: '.' }],
    },
  ])
  t.strictSame(codes, ['emoji-code', 'emoji-code'])
})

const comments: Record<string, [source: string, texts: string[]]> = {
  'on separate lines': ['One.\n\n{::comment}\nNOT SHOWN\n\nNOR THIS\n{:/comment}\n\nTwo.', ['One.', 'Two.']],
  'within a line': ['One {::comment}NOT SHOWN{:/comment} two.', ['One  two.']],
  'with a short end': ['One {::comment}NOT SHOWN{:/} two.', ['One  two.']],
  'around code': ['One.\n\n{::comment}\n```\nNOT SHOWN\n```\n{:/comment}\n\nTwo.', ['One.', 'Two.']],
  'without an end': ['One.\n\n{::comment}\nNOT SHOWN', ['One.']],
  'in code': ['`{::comment}` hides.', ['{::comment} hides.']],
  'options and nomarkdown': ['{::options toc_levels="1" /}\n\nA {::nomarkdown}<b>bold</b>{:/} word.', ['A bold word.']],
}

for (const [name, [source, texts]] of Object.entries(comments)) {
  test(`reads or removes extensions of kramdown: ${name}`, async t => {
    const { blocks } = await read(source)
    t.strictSame(
      blocks.map(block => (block.type === 'paragraph' ? block.content.map(run => run.text).join('') : block.type)),
      texts.map(text => text.replace('  ', ' ')),
    )
  })
}

test('reads tags of Hexo and Octopress as images and links', async t => {
  const image = (url: string, more: object) => ({ type: 'image', image: { url, ...more, variants: [] } })
  const linked = (text: string, href: string) => ({ type: 'paragraph', content: [{ text, link: { href } }] })
  const cases: [string, object][] = [
    [
      '{% img left /a/boat.jpg 300 200 "The boat" "A boat at sea" %}',
      image(`${base}a/boat.jpg`, { alt: 'A boat at sea', width: 300, height: 200, caption: [{ text: 'The boat' }] }),
    ],
    ['{% img https://e.org/a.png %}', image('https://e.org/a.png', {})],
    [
      '{% img /a.png "The boat \'At sea\'" %}',
      image(`${base}a.png`, { alt: 'At sea', caption: [{ text: 'The boat' }] }),
    ],
    ['{% asset_img boat.jpg The boat at sea %}', image(`${base}boat.jpg`, { alt: 'The boat at sea' })],
    ['{% asset_img wide boat.jpg 500 %}', image(`${base}boat.jpg`, { width: 500 })],
    ["{% post_link other-post 'The other one' %}", linked('The other one', `${base}other-post.md`)],
    ['{% post_link other-post %}', linked('other-post', `${base}other-post.md`)],
    ['{% asset_link plan.pdf The plan %}', linked('The plan', `${base}plan.pdf`)],
    ['[go]({% post_path other-post %})', linked('go', `${base}other-post.md`)],
    [
      '`{% post_link other-post %}`',
      { type: 'paragraph', content: [{ text: '{% post_link other-post %}', code: true }] },
    ],
  ]
  for (const [source, block] of cases) t.strictSame((await read(source)).blocks, [block], source)
})

test('reads math between brackets with backslashes', async t => {
  const cases: [string, object][] = [
    ['Let \\\\(x*y*z\\\\) be.', line('Let \\(x*y*z\\) be.')],
    ['Let \\(a_1 * b_2\\) be.', line('Let \\(a_1 * b_2\\) be.')],
    ['\\\\[ x_1 * y = z \\\\]', { type: 'code', text: 'x_1 * y = z', language: 'latex' }],
    ['\\[ \\frac{a}{b} \\]', { type: 'code', text: '\\frac{a}{b}', language: 'latex' }],
    ['\\[\nx \\\\\ny\n\\]', { type: 'code', text: 'x \\\\\ny', language: 'latex' }],
    ['Words \\(in brackets\\) and \\[more\\].', line('Words (in brackets) and [more].')],
    ['\\[not math\\]', line('[not math]')],
  ]
  for (const [source, block] of cases) t.strictSame((await read(source)).blocks, [block], source)
  const formula = article(1, {
    sections: [section(1, 'lead', undefined, [paragraph('Let \\(x*y*z\\) be, and \\(so\\).')])],
  })
  const { manuscript } = await readArticle(markdownImporter, markdown.render(formula, site))
  t.strictSame(manuscript.sections[0]?.blocks, [line('Let \\(x*y*z\\) be, and \\(so\\).')])
})

test('Obsidian: an id at the end of a block is the target of links and no text', async t => {
  const { blocks, codes } = await read(
    'Ebb. ^low-1\n\n- One ^a1\n- Two ^2b\n\n> Quoted.\n\n^q7\n\nThe area is x ^n\n\n`a ^b2`\n\n## Later\n\nTo [[#^low-1|the ebb]] and [[Tide#^low-1]].',
  )
  t.strictSame(blocks, [
    line('Ebb.'),
    { type: 'list', ordered: false, items: [line('One'), line('Two')].map(({ content }) => ({ content, blocks: [] })) },
    { type: 'quote', blocks: [line('Quoted.')] },
    line('The area is x ^n'),
    { type: 'paragraph', content: [{ text: 'a ^b2', code: true }] },
    {
      type: 'paragraph',
      content: [
        { text: 'To ' },
        { text: 'the ebb', link: { href: '#lead' } },
        { text: ' and ' },
        { text: 'Tide', link: { href: `${base}Tide.md` } },
        { text: '.' },
      ],
    },
  ])
  t.strictSame(codes, [])
})

test('a note names the footnote reference that moved from a heading to the text', async t => {
  const { manuscript, codes } = await read('## Costs[^a]\n\nWords.\n\n[^a]: In crowns.')
  t.strictSame(
    manuscript.sections.map(({ heading, blocks }) => [heading, blocks]),
    [['Costs', [{ type: 'paragraph', content: [{ text: 'Words.' }, { text: '1', footnote: 'fn-a' }] }]]],
  )
  t.strictSame(codes, ['footnote-moved'])
})
