import { test } from 'tap'
import { htmlFragment } from '../../../src/importer/tree/fragment.ts'
import { hasMembers } from '../../has-members.ts'

const blocks = (html: string) =>
  htmlFragment(html, 'https://www.example.org/a/').sections.flatMap(section => section.blocks)
const line = (text: string) => ({ type: 'paragraph', content: [{ text }] })
const link = (text: string, href: string) => ({ type: 'paragraph', content: [{ text, link: { href } }] })

test('a figure of class embed is an embed if it contains only one link, and its content otherwise', async t => {
  t.strictSame(
    blocks('<figure class="embed" data-width="600" data-height="x"><a href="https://vimeo.com/1">A film</a></figure>'),
    [{ type: 'embed', url: 'https://vimeo.com/1', provider: 'vimeo', title: 'A film', width: 600 }],
  )
  t.strictSame(blocks('<figure class="embed"><a href="https://e.org/x"><img src="/t.jpg" alt=""> e.org</a></figure>'), [
    { type: 'embed', url: 'https://e.org/x', provider: 'web', thumbnail: 'https://www.example.org/t.jpg' },
  ])
  t.strictSame(blocks('<figure class="embed"><a href="https://e.org/x">A</a> and more</figure>'), [
    { type: 'paragraph', content: [{ text: 'A', link: { href: 'https://e.org/x' } }, { text: ' and more' }] },
  ])
  t.strictSame(blocks('<figure class="embed"><a href="javascript:alert(1)">A</a></figure>'), [line('A')])
})

test('a paragraph of class file around one link is a file', async t => {
  const file = { type: 'media', kind: 'file', url: 'https://e.org/plan.pdf' }
  t.strictSame(blocks('<p class="file"><a href="https://e.org/plan.pdf" type="application/pdf">The plan</a></p>'), [
    { ...file, mediaType: 'application/pdf', caption: [{ text: 'The plan' }] },
  ])
  t.strictSame(blocks('<p class="file"><a href="https://e.org/plan.pdf">plan.pdf</a></p>'), [file])
  t.strictSame(blocks('<p class="profile"><a href="https://e.org/plan.pdf">plan.pdf</a></p>'), [
    link('plan.pdf', 'https://e.org/plan.pdf'),
  ])
})

test('a div with data-block="other" is a block of another kind, even with invalid data', async t => {
  const other = (more: string, inner = '<p>A</p>') => blocks(`<div data-block="other" ${more}>${inner}</div>`)
  const made = (data: object) => [{ type: 'other', kind: 'poll', blocks: [line('A')], data }]
  t.strictSame(
    other(`data-kind="poll" data-content='{"votes":12,"none":null,"__proto__":{"x":1}}'`),
    made({ votes: 12 }),
  )
  for (const data of ['', '[1]', 'null', '{', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`]) {
    const [block] = other(`data-kind="poll" data-content='${data}'`)
    t.equal(block?.type, 'other')
    t.ok(JSON.stringify(block).length < 5000)
  }
  t.strictSame(other(''), [line('A')])
  t.strictSame(other('data-kind="poll"', ''), [])
  t.strictSame(other('data-kind="poll"', '<div data-block="other" data-kind="b"><p>A</p></div>'), [
    { type: 'other', kind: 'b', blocks: [line('A')], data: {} },
  ])
})

test('reads the credit of a caption, the alignment of a cell and the source of a quote', async t => {
  t.strictSame(
    blocks(
      '<figure><img src="/a.jpg" alt=""><figcaption>A boat <small class="credit">P. P.</small></figcaption></figure>',
    ),
    [
      {
        type: 'image',
        image: {
          url: 'https://www.example.org/a.jpg',
          alt: '',
          variants: [],
          credit: 'P. P.',
          caption: [{ text: 'A boat' }],
        },
      },
    ],
  )
  hasMembers(t, blocks('<table><tr><th class="align-right">A<td class="has-text-align-center">B</table>'), [
    { rows: [{ cells: [{ align: 'right' }, { align: 'center' }] }] },
  ])
  t.strictSame(blocks('<blockquote><p>Q</p><footer>— <a href="https://e.org/q">A. Captain</a></footer></blockquote>'), [
    { type: 'quote', blocks: [line('Q')], attribution: 'A. Captain', sourceUrl: 'https://e.org/q' },
  ])
})

test('drops the title of a callout if it only repeats the kind', async t => {
  const cases = [
    ['warning', 'Warning', undefined],
    ['note', 'Hinweis:', undefined],
    ['info', 'info', undefined],
    ['tip', 'Pro tip', 'Pro tip'],
    ['warning', 'Note', 'Note'],
  ] as const
  for (const [name, said, title] of cases) {
    const kind = name === 'info' ? 'note' : name
    const box = `<aside class="admonition ${name}"><p class="admonition-title">${said}</p><p>Text.</p></aside>`
    t.strictSame(blocks(box), [{ type: 'callout', kind, ...(title && { title }), blocks: [line('Text.')] }], said)
  }
})
