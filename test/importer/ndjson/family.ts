import { ndjsonImporter } from '../../../src/importer/format/ndjson/ndjson.ts'
import type { Family } from '../../contract/importer.ts'

const article = (title: string, ...texts: string[]) => ({
  title,
  metadata: { language: 'en' },
  sections: [{ blocks: texts.map(text => ({ type: 'paragraph', content: [{ text }] })) }],
})

export const ndjsonFamily: Family = {
  importer: ndjsonImporter,
  good: {
    'one line': { source: JSON.stringify(article('One', 'The boats start.')), articles: 1 },
    'two lines': {
      source: `${JSON.stringify(article('One', 'a'))}\r\n\n${JSON.stringify(article('Two', 'b'))}\n`,
      articles: 2,
    },
    'a list': { source: JSON.stringify([article('One', 'a'), article('Two', 'b')]), articles: 2 },
    'a list over many lines': {
      source: JSON.stringify([article('One', 'a'), article('Two', 'b')], null, 2),
      articles: 2,
    },
    'an article over many lines': { source: JSON.stringify(article('One', 'a'), null, 2), articles: 1 },
    'an answer of the API': {
      source: JSON.stringify({ items: [article('One', 'a')], page: { limit: 1 } }),
      articles: 1,
    },
  },
  dated: date => JSON.stringify({ ...article('One', 'Boats'), metadata: { language: 'en', publishedAt: date } }),
  attacks: {
    'names of the prototype': {
      source: `{"__proto__":{"title":"x"},"title":"A","metadata":{"__proto__":{"language":"de"},"custom":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}},"sections":[]}`,
      articles: 1,
    },
    'lines of the wrong types': {
      source: [
        'null',
        '7',
        '"x"',
        '[]',
        '{}',
        '{"title":[]}',
        '{"title":"A","sections":7}',
        '{"title":"A","metadata":{"tags":{}}}',
        '{"title":"Fine","sections":[]}',
      ].join('\n'),
      articles: 1,
    },
    'numbers out of range': {
      source: '{"title":"A","metadata":{"views":1e999},"sections":[]}\n{"title":"B","sections":[]}',
      articles: 2,
    },
  },
  ordinary: size =>
    `${JSON.stringify(article('One', ...Array(Math.ceil(size / 60)).fill('The boats start in spring.')))}\n`,
  nested: depth =>
    `{"title":"a","metadata":{},"sections":[{"blocks":[${'{"type":"quote","blocks":['.repeat(depth)}${']}'.repeat(depth)}]}]}`,
  around: text => JSON.stringify(article('Title', text)),
  rawIsSource: 'an article of a list is kept without what stands around it',
}
