import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import type { Family } from '../../contract/importer.ts'

const post =
  '---\ntitle: Ferries\ndate: 2026-11-22\n---\n\nThe boats start in *spring*.\n\n## Who pays\n\n- The city\n- The port\n'

export const markdownFamily: Family = {
  importer: markdownImporter,
  good: {
    'a post with YAML': { source: post, articles: 1 },
    'a post with TOML': { source: '+++\ntitle = "Ferries"\ndate = 2026-11-22\n+++\nThe boats start.\n', articles: 1 },
    'a post with JSON': { source: '{\n"title": "Ferries"\n}\n\nThe boats start.\n', articles: 1 },
    'a text with headings': { source: '# Ferries\r\n\r\nThe boats start.\r\n', articles: 1 },
  },
  dated: date => `---\ntitle: Ferries\ndate: "${date}"\n---\n\nThe boats start.\n`,
  attacks: {
    'a bomb of YAML anchors': { source: `---\n${anchors(9)}\ntitle: Ferries\n---\n\nThe boats start.\n`, articles: 0 },
    'an anchor that holds itself': {
      source: '---\ntitle: Ferries\na: &a [*a]\n---\n\nThe boats start.\n',
      articles: 0,
    },
    'tags that make objects of other languages': {
      source:
        "---\ntitle: !!js/function 'function () { return 1 }'\nx: !!python/object/apply:os.system ['true']\n---\n\nThe boats start.\n",
      articles: 1,
    },
    'names of the prototype': {
      source:
        '---\n__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\ntitle: Ferries\n---\n\nThe boats start.\n',
      articles: 1,
    },
    'the same in TOML and JSON': {
      source: '{"__proto__": {"polluted": 1}, "title": "Ferries", "constructor": 1}\n\nThe boats start.\n',
      articles: 1,
    },
    'members of the wrong types': {
      source:
        '---\ntitle: {a: [1]}\ndate: [1]\ntags: {a: {b: c}}\nauthors: 7\nimage: [[]]\ndraft: {}\ncategories: 2024-01-01\naliases: 7\nslug: [a]\nlang: {}\nsummary: []\n---\n\nThe boats start.\n',
      articles: 1,
    },
    'front matter nested 10,000 deep': {
      source: `---\ntitle: Ferries\na: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n---\n\nThe boats start.\n`,
      articles: 0,
    },
    'a scalar of 100 kB': {
      source: `---\ntitle: Ferries\nx: ${'a'.repeat(100_000)}\n---\n\nThe boats start.\n`,
      articles: 1,
    },
  },
  ordinary: size =>
    `# Ferries\n\n${'The *boats* start in [spring](https://www.example.org/), says the port.\n\n'.repeat(size / 73)}`,
  nested: depth =>
    `# Deep\n\n${'> '.repeat(depth)}quoted\n\n${'- '.repeat(depth)}listed\n\n${'<div>'.repeat(depth)}grouped\n`,
  around: text => `# Title\n\n${text}\n`,
  rawIsSource: true,
}

/** Lists of ten aliases of lists of ten aliases: 10^levels items. */
function anchors(levels: number): string {
  const lists = Array.from(
    { length: levels },
    (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`,
  )
  return ['a0: &a0 [x]', ...lists].join('\n')
}
