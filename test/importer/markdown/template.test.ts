import { test } from 'tap'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

const base = 'https://www.example.org/'
const read = async (source: string, name = 'a.md') => {
  const { manuscript, report } = await readArticle(markdownImporter, `# T\n\n${source}`, { base, name })
  return { blocks: manuscript.sections.flatMap(section => section.blocks), report, manuscript }
}
const line = (text: string) => ({ type: 'paragraph', content: [{ text }] })

test('Liquid: translates pictures, films and addresses, keeps the rest as text, and notes both', async t => {
  const { blocks, report } = await read(
    'See [it]({{ "/a/" | url }}) and {{ page.x }}.\n\n{% image "img/a.png" "the "alt" text" %}\n\n{{ "https://www.youtube-nocookie.com/embed/aeQX16HCKSs" | embed: "Film" }}\n\n{% include figure.html src="/b.jpg" caption="B" %}\n\n{% for x in y %}',
  )
  t.strictSame(blocks, [
    {
      type: 'paragraph',
      content: [{ text: 'See ' }, { text: 'it', link: { href: `${base}a/` } }, { text: ' and {{ page.x }}.' }],
    },
    { type: 'image', image: { url: `${base}img/a.png`, alt: 'the "alt" text', variants: [] } },
    { type: 'embed', url: 'https://www.youtube.com/watch?v=aeQX16HCKSs', provider: 'youtube', title: 'Film' },
    { type: 'image', image: { url: `${base}b.jpg`, caption: [{ text: 'B' }], variants: [] } },
    line('{% for x in y %}'),
  ])
  t.strictSame(
    report.notes.map(note => [note.code, note.place?.line]),
    [
      ['template-translated', 3],
      ['template-kept', 3],
      ['template-translated', 5],
      ['template-translated', 7],
      ['template-translated', 9],
      ['template-kept', 11],
    ],
  )
})

test('keeps templates within code as written, and applies raw, comment and highlight tags', async t => {
  const { blocks, report } = await read(
    '`{{ x }}`\n\n```\n{% raw %}{{ y }}{% endraw %}\n{% image "a.png" %}\n```\n\n{% highlight ruby %}\nputs "{{ z }}"\n{% endhighlight %}\n\n{% comment %}\nhidden\n{% endcomment %}\n\nend',
  )
  t.strictSame(blocks, [
    { type: 'paragraph', content: [{ text: '{{ x }}', code: true }] },
    { type: 'code', text: '{{ y }}\n{% image "a.png" %}' },
    { type: 'code', text: 'puts "{{ z }}"', language: 'ruby' },
    line('end'),
  ])
  t.ok(report.consumed.some(({ role, text }) => role === 'template-comment' && text.includes('hidden')))
})

test('Hugo: translates shortcodes for figures, films, callouts and references', async t => {
  const { blocks } = await read(
    '{{< figure src="/a.png" alt="A" caption="Cap" >}}\n\n{{< youtube dQw4w9WgXcQ >}}\n\n{{% notice warning "Mind" %}}\nBody *md*\n{{% /notice %}}\n\n[r]({{< ref "/b" >}})\n\n{{< unknown >}}',
  )
  t.strictSame(blocks, [
    { type: 'image', image: { url: `${base}a.png`, alt: 'A', caption: [{ text: 'Cap' }], variants: [] } },
    { type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', provider: 'youtube' },
    {
      type: 'callout',
      kind: 'warning',
      title: 'Mind',
      blocks: [{ type: 'paragraph', content: [{ text: 'Body ' }, { text: 'md', emphasis: true }] }],
    },
    { type: 'paragraph', content: [{ text: 'r', link: { href: `${base}b` } }] },
    line('{{< unknown >}}'),
  ])
})

test('MDX: reports modules and components, keeps their text, and translates simple components', async t => {
  const { blocks, report } = await read(
    'import hero from "./hero.png"\nexport const x = {\n  a: 1\n}\n\nText {/* gone */}with {1 + 1} and <Tip note="x">words</Tip>.\n\n<Callout type="warning" title="Careful">\nSome *md*\n</Callout>\n\n<Image src={hero} alt="The hero" />',
    'a.mdx',
  )
  t.strictSame(blocks, [
    line('Text with {1 + 1} and words.'),
    {
      type: 'callout',
      kind: 'warning',
      title: 'Careful',
      blocks: [{ type: 'paragraph', content: [{ text: 'Some ' }, { text: 'md', emphasis: true }] }],
    },
    { type: 'image', image: { url: `${base}hero.png`, alt: 'The hero', variants: [] } },
  ])
  t.strictSame(
    report.notes.map(note => note.code),
    ['mdx-module', 'mdx-component', 'mdx-expression', 'mdx-component', 'mdx-component'],
  )
})
