import { paragraphExample } from './block.ts'
import { metadataExample } from './metadata.ts'

export const keyTakeawayExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c31',
  content: [{ text: 'The ferries replace two diesel boats built in 1987.' }],
  origin: 'authored',
  position: 1,
  text: 'The ferries replace two diesel boats built in 1987.',
}

export const tableOfContentsEntryExample = { anchor: 'who-pays', heading: 'Who pays', level: 2, children: [] }

export const sectionExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c42',
  anchor: 'who-pays',
  heading: 'Who pays',
  level: 2,
  formerAnchors: ['the-price'],
  blocks: [paragraphExample],
  position: 2,
  wordCount: 7,
  hash: 'k3JxQ0b1yYv4Z2aS',
}

const leadExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c41',
  anchor: 'lead',
  level: 1,
  formerAnchors: [],
  blocks: [{ type: 'paragraph', content: [{ text: 'They sail from spring.' }] }],
  position: 1,
  wordCount: 4,
  hash: 'Q0b1yYv4Z2aSk3Jx',
}

export const footnoteExample = {
  anchor: 'note-1',
  label: '1',
  blocks: [{ type: 'paragraph', content: [{ text: 'Without the charging pier.' }] }],
}

export const articleItemExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
  slug: 'harbour-trust-buys-two-electric-ferries',
  url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries',
  title: 'Harbour Trust buys two electric ferries',
  summary: 'Two quiet boats replace the diesel ferries of 1987.',
  edition: 2,
  revision: 48_213,
  metadata: metadataExample,
}

export const articleExample = {
  ...articleItemExample,
  keyTakeaways: [keyTakeawayExample],
  tableOfContents: [tableOfContentsEntryExample],
  sections: [leadExample, sectionExample],
  footnotes: [footnoteExample],
}

export const movedToExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c11',
  slug: 'harbour-trust-buys-two-electric-ferries',
  url: 'https://news.example.org/v1/articles/harbour-trust-buys-two-electric-ferries',
}

export const tombstoneExample = {
  id: '0193a1c4-7b1e-7c3a-9f52-5d0e8a2b6c13',
  slug: 'harbour-trust-thinks-about-ferries',
  revision: 48_214,
  reason: 'moved',
  at: '2026-11-23T10:30:00Z',
  movedTo: movedToExample,
}
