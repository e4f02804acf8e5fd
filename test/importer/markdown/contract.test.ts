import { markdownImporter } from '../../../src/importer/markdown/markdown.ts'
import { importerContract } from '../../contract/importer.ts'

const post =
  '---\ntitle: Ferries\ndate: 2026-11-22\n---\n\nThe boats start in *spring*.\n\n## Who pays\n\n- The city\n- The port\n'

importerContract({
  importer: markdownImporter,
  good: {
    'a post with YAML': { source: post, articles: 1 },
    'a post with TOML': { source: '+++\ntitle = "Ferries"\ndate = 2026-11-22\n+++\nThe boats start.\n', articles: 1 },
    'a post with JSON': { source: '{\n"title": "Ferries"\n}\n\nThe boats start.\n', articles: 1 },
    'a text with headings': { source: '# Ferries\r\n\r\nThe boats start.\r\n', articles: 1 },
  },
  ordinary: size =>
    `# Ferries\n\n${'The *boats* start in [spring](https://www.example.org/), says the port.\n\n'.repeat(size / 73)}`,
  nested: depth =>
    `# Deep\n\n${'> '.repeat(depth)}quoted\n\n${'- '.repeat(depth)}listed\n\n${'<div>'.repeat(depth)}grouped\n`,
  around: text => `# Title\n\n${text}\n`,
  rawIsSource: true,
})
