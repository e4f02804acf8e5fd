import { test } from 'tap'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { hasMembers } from '../../has-members.ts'
import { readArticle, readOne } from '../read-one.ts'

const post = (lines: string, body = 'Text.') => `---\n${lines}\n---\n\n${body}\n`

test('Jekyll: reads date and slug from the file name and tags from words, and imports unpublished posts as drafts', async t => {
  const { manuscript, status } = await readArticle(
    markdownImporter,
    post('title: A\nlayout: post\ntags: one two\npublished: false\nredirect_from: /old/a/'),
    {
      name: '_posts/2014-03-12-coming-soon.md',
    },
  )
  const { sections: _, ...facts } = manuscript
  t.equal(status, 'draft')
  t.strictSame(facts, {
    title: 'A',
    language: 'en',
    slug: 'coming-soon',
    paths: ['/old/a/'],
    tags: ['one', 'two'],
    authors: [],
    publishedAt: '2014-03-11T23:00:00Z',
    publishedPrecision: 'day',
    keyTakeaways: [],
    footnotes: [],
  })
})

test('Hugo: reads TOML, a bundle with a language, aliases, taxonomies, cover and expiry', async t => {
  const source =
    '+++\ntitle = "A"\ndate = 2024-05-06T10:00:00+02:00\nexpiryDate = 2030-01-01\naliases = ["/old/a/", "older"]\n[taxonomies]\ntags = ["x"]\ncategories = ["Cat", "Dog"]\n[cover]\nimage = "https://e.org/c.jpg"\nalt = "boat"\n+++\nText.'
  const { manuscript } = await readArticle(markdownImporter, source, {
    name: 'content/posts/my-post/index.de.md',
    language: undefined,
  })
  const { sections: _, keyTakeaways: __, footnotes: ___, ...facts } = manuscript
  t.strictSame(facts, {
    title: 'A',
    language: 'de',
    slug: 'my-post',
    formerSlugs: ['older'],
    paths: ['/old/a/', '/older'],
    category: 'Cat',
    tags: ['Dog', 'x'],
    authors: [],
    image: { url: 'https://e.org/c.jpg', alt: 'boat', variants: [] },
    publishedAt: '2024-05-06T08:00:00Z',
    publishedPrecision: 'instant',
    expiresAt: '2029-12-31T23:00:00Z',
  })
})

test('reads category as one name, and categories as a list or a text with commas', async t => {
  const cases = [
    ['category: "Food, Drink & Travel"', 'Food, Drink & Travel', []],
    ['section: Arts, Culture', 'Arts, Culture', []],
    ['category: [Food, Drink]', 'Food', ['Drink']],
    ['categories: Food, Drink\ntags: Food; Wine', 'Food', ['Drink', 'Food', 'Wine']],
    ['category: Food\ncategories: [Food, Drink]', 'Food', ['Drink']],
  ] as const
  for (const [lines, category, tags] of cases) {
    const { manuscript } = await readArticle(markdownImporter, post(`title: A\n${lines}`), { name: 'a.md' })
    t.strictSame([manuscript.category, manuscript.tags], [category, tags], lines)
  }
})

test('rights: reads a mapping, and notes a value that is not valid', async t => {
  const lines = 'title: A\nrights: {syndication: none, holder: Ann, other: 1}\nlicense: CC0'
  const { manuscript } = await readArticle(markdownImporter, post(lines), { name: 'a.md' })
  t.strictSame(manuscript.rights, { holder: 'Ann', syndication: 'none' })
  const wrong = await readArticle(markdownImporter, post('title: A\nrights: {syndication: some}'), { name: 'a.md' })
  t.equal(wrong.manuscript.rights, undefined)
  hasMembers(t, wrong.report.notes, [{ code: 'front-matter-type' }, { code: 'withheld' }])
})

test('Astro: reads pubDate, updatedDate, heroImage relative to the base, and takeaways with marks', async t => {
  const lines =
    "title: A\ndescription: Short.\npubDate: 'Jul 08 2022'\nupdatedDate: 2022-07-09\nheroImage: ./hero.jpg\nheroAlt: Boat\nauthor: {name: Ada, url: 'https://e.org/ada'}\nkey_takeaways:\n  - First **one**\n  - text: Second\n    origin: generated"
  const { manuscript } = await readArticle(markdownImporter, post(lines), {
    name: 'a.md',
    base: 'https://e.org/blog/a/',
  })
  t.strictSame(manuscript, {
    title: 'A',
    language: 'en',
    slug: 'a',
    summary: 'Short.',
    tags: [],
    authors: [{ name: 'Ada', pageUrl: 'https://e.org/ada' }],
    image: { url: 'https://e.org/blog/a/hero.jpg', alt: 'Boat', variants: [] },
    publishedAt: '2022-07-07T22:00:00Z',
    publishedPrecision: 'day',
    updatedAt: '2022-07-08T22:00:00Z',
    keyTakeaways: [
      { content: [{ text: 'First ' }, { text: 'one', strong: true }], origin: 'authored' },
      { content: [{ text: 'Second' }], origin: 'generated' },
    ],
    sections: [{ level: 1, blocks: [{ type: 'paragraph', content: [{ text: 'Text.' }] }] }],
    footnotes: [],
  })
})

test('consumes a heading that repeats the title, and uses the file name if there is no title', async t => {
  const repeated = await readArticle(markdownImporter, post('title: "A: b"', '# A – b\n\nText.'))
  t.strictSame(
    repeated.manuscript.sections.map(section => section.heading),
    [undefined],
  )
  t.strictSame(repeated.report.consumed, [{ role: 'title', text: 'A – b', place: { line: 5 } }])
  const { manuscript } = await readArticle(markdownImporter, 'Only text.', { name: '2014-03-12-coming-soon.md' })
  t.equal(manuscript.title, 'Coming soon')
})

test('notes wrong types, absurd dates and reserved names', async t => {
  const { manuscript, report } = await readArticle(
    markdownImporter,
    post('title: [1, 2]\ndate: +275760-09-13\nlastmod: 2024-13-45\n__proto__: {x: 1}\nother: 1'),
    { name: 'a.md' },
  )
  t.equal(manuscript.title, 'A')
  t.equal(manuscript.custom, undefined)
  t.equal(manuscript.publishedAt, undefined)
  t.strictSame(
    report.notes.map(note => note.code),
    ['front-matter-key', 'front-matter-type', 'date-unread', 'date-unread', 'withheld'],
  )
})

test('leaves out an ambiguous date unless the order is set', async t => {
  const source = post('title: A\ndate: 03/04/2024')
  t.equal((await readArticle(markdownImporter, source)).manuscript.publishedAt, undefined)
  t.equal(
    (await readArticle(markdownImporter, source, { dateOrder: 'mdy', timeZone: 'UTC' })).manuscript.publishedAt,
    '2024-03-04T00:00:00Z',
  )
})

test('reads YAML that some parsers reject: quoted texts in the first column, a colon in a title', async t => {
  const quoted = await readArticle(markdownImporter, post('title: A\nexcerpt: "One\ntwo: three\nfour."\ntags:\n- x'))
  t.strictSame(
    [quoted.manuscript.summary, quoted.manuscript.tags, quoted.report.notes],
    ['One two: three four.', ['x'], []],
  )
  const colon = await readArticle(markdownImporter, post('title: Foo: bar\nlayout: x'))
  t.equal(colon.manuscript.title, 'Foo: bar')
  t.strictSame(
    colon.report.notes.map(note => note.code),
    ['front-matter-repaired', 'withheld'],
  )
})

test('anchor bombs, extreme nesting and front matter that is not an object are problems', async t => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x]',
    ...[...'bcdefgh'].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`)}]`),
  ].join('\n')
  for (const lines of [bomb, `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, '- a\n- b']) {
    const item = await readOne(markdownImporter, post(lines))
    t.equal(item.kind === 'problem' && item.code, 'malformed')
  }
})

test('a source of 100 MB is a problem, and is not read completely', async t => {
  let read = 0
  async function* large() {
    for (; read < 100; read += 1) yield Buffer.alloc(1024 * 1024, 'a ')
  }
  for await (const item of markdownImporter.parse(large(), { name: 'a.md', siteLanguage: 'en', timeZone: 'UTC' })) {
    t.equal(item.kind === 'problem' && item.code, 'too-large')
  }
  t.ok(read < 20)
})

test('front matter without an opening line, or without an end, is not part of the body', async t => {
  const body = [{ level: 1, blocks: [{ type: 'paragraph', content: [{ text: 'Words.' }] }] }]
  for (const source of [
    'title: Tide\ntags:\n- a\n- b\n---\nWords.\n',
    'title: Tide\ntags: [a, b]\nlisted: yes\n\nWords.\n',
    '---\ntitle: Tide\ntags: [a, b]\npublished: true\n\nWords.\n',
    'Title: Tide\nTags: a, b\n\nWords.\n',
  ]) {
    const { manuscript, status } = await readArticle(markdownImporter, source)
    const { title, tags, sections } = manuscript
    t.strictSame(
      { title, tags, sections, status },
      { title: 'Tide', tags: ['a', 'b'], sections: body, status: 'publishable' },
      source,
    )
  }
})

test('lines with colons in the text are not front matter', async t => {
  const { manuscript } = await readArticle(markdownImporter, 'Note: low water.\nDraft: two metres.\n\nWords.\n')
  t.strictSame(
    manuscript.sections.flatMap(({ blocks }) => blocks),
    [
      { type: 'paragraph', content: [{ text: 'Note: low water. Draft: two metres.' }] },
      { type: 'paragraph', content: [{ text: 'Words.' }] },
    ],
  )
})

test('front matter in JavaScript is a problem, because it may restrict the article', async t => {
  const source = '---js\n{ title: "Tide", draft: true }\n---\nWords.\n'
  t.equal(markdownImporter.sniff(Buffer.from(source)), true)
  t.strictSame(await readOne(markdownImporter, source), {
    kind: 'problem',
    code: 'malformed',
    detail: 'The front matter is JavaScript, which is not run. Write it in YAML, TOML or JSON.',
    place: { line: 1 },
  })
})
