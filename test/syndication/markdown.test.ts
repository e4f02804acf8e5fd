import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { toString as textOf } from 'mdast-util-to-string'
import { test } from 'tap'
import { parse } from 'yaml'
import { markdown, markdownOf, sectionMarkdown } from '../../src/syndication/article/markdown.ts'
import { bare, full, hostile, site } from './articles.ts'

function visit(node: Nodes, see: (node: Nodes) => void): void {
  see(node)
  if ('children' in node) for (const child of node.children) visit(child, see)
}

function read(document: string) {
  const [, head = '', body = ''] = /^---\n(.*?)\n---\n\n?(.*)$/s.exec(document) ?? []
  return { head, facts: parse(head) as Record<string, unknown>, body }
}

test('markdown: the front matter has its members in the order that partners rely on', async t => {
  const { facts } = read(markdown.render(full, site))
  t.strictSame(Object.entries(facts), [
    ['title', 'Harbour Trust buys two electric ferries'],
    ['summary', 'Two boats for 41 million.'],
    ['id', '0193a1c4-7b1e-7c3a-9f52-000000000001'],
    ['slug', 'ferries-1'],
    ['revision', 48_213],
    ['language', 'en'],
    ['published', '2026-11-22T09:00:00Z'],
    ['updated', '2026-11-23T08:30:00Z'],
    ['authors', ['A. Writer']],
    ['category', 'Transport'],
    ['tags', ['Ferries', 'Climate']],
    ['canonical', 'https://www.example.org/transport/ferries-1'],
    ['license', 'https://creativecommons.org/licenses/by/4.0/'],
    ['rights', full.metadata.rights],
    ['word_count', 640],
    ['key_takeaways', ['The ferries replace two boats.', 'They are quiet & clean.']],
  ])
})

test('markdown: the front matter omits members that the article does not have', async t => {
  const { facts, body } = read(markdown.render(bare, site))
  t.strictSame(Object.keys(facts), [
    'title',
    'id',
    'slug',
    'revision',
    'language',
    'published',
    'updated',
    'canonical',
    'word_count',
  ])
  t.equal(body, '')
})

test('markdown: hostile text is read back from front matter and body', async t => {
  const { facts, body } = read(markdown.render(hostile, site))
  const clean =
    'a ]]> b <script>alert("x")</script> \ufffd & \u202eabc\u202c 😀  שלום -- \n # *x* _y_ [z](javascript:a) `c` </style> <!--'
  t.strictSame([facts['title'], facts['category'], facts['tags']], [clean, clean, [clean]])
  const tree = fromMarkdown(body)
  t.equal(tree.children[0]?.type, 'paragraph')
  t.ok(textOf(tree.children[0]).startsWith(clean.split(' \n')[0] ?? ''))
  const addresses: string[] = []
  visit(tree, node => {
    if (node.type === 'link' || node.type === 'image') addresses.push(node.url)
  })
  t.ok(addresses.length > 2)
  t.strictSame(
    addresses.filter(url => !/^(?:https:\/\/|#)/.test(url)),
    [],
  )
})

test('markdown: writes one section, and an article with some of its sections', async t => {
  const [lead, second] = full.sections
  if (!lead || !second) throw new Error('sections missing')
  t.equal(sectionMarkdown(full, lead), 'The Trust decided on Monday.\n')
  t.match(sectionMarkdown(full, second), /^## Who pays\?\n\n.*\[\^1\]: Founded 1911\.\n$/s)
  const { facts, body } = read(markdownOf(full, [lead]))
  t.equal(facts['slug'], 'ferries-1')
  t.equal(body, 'The Trust decided on Monday.\n')
})
