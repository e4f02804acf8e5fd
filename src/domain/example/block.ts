import { imageExample } from './image.ts'

export const linkExample = { href: 'https://www.example.org/ferries', title: 'The fleet' }

export const paragraphExample = { type: 'paragraph', content: [{ text: 'The ferries cost 41 million.' }] }

export const listItemExample = { content: [{ text: 'Order the hulls' }], checked: true, blocks: [] }

export const listExample = {
  type: 'list',
  ordered: true,
  start: 3,
  items: [listItemExample, { content: [{ text: 'Train nine crews' }], checked: false, blocks: [paragraphExample] }],
}

export const quoteExample = {
  type: 'quote',
  blocks: [{ type: 'paragraph', content: [{ text: 'You hear the gulls again.' }] }],
  attribution: 'Ida Sund, harbour master',
  sourceUrl: 'https://www.example.org/interviews/sund',
}

export const codeExample = { type: 'code', text: 'print(41_000_000 / 2)', language: 'python', filename: 'price.py' }

export const imageBlockExample = { type: 'image', image: imageExample, link: 'https://www.example.org/ferries' }

export const galleryExample = { type: 'gallery', images: [imageExample], caption: [{ text: 'The first week.' }] }

export const tableCellExample = {
  content: [{ text: '41 million' }],
  header: false,
  colspan: 1,
  rowspan: 1,
  align: 'right',
}

export const tableRowExample = {
  cells: [{ content: [{ text: 'Price' }], header: true, colspan: 1, rowspan: 1 }, tableCellExample],
}

export const tableExample = { type: 'table', caption: [{ text: 'What it costs' }], rows: [tableRowExample] }

export const mediaExample = {
  type: 'media',
  kind: 'audio',
  url: 'https://www.example.org/audio/horn.mp3',
  mediaType: 'audio/mpeg',
  durationSeconds: 12.5,
  caption: [{ text: 'The new horn, from the pier.' }],
}

export const embedExample = {
  type: 'embed',
  url: 'https://www.example.org/map',
  provider: 'web',
  title: 'Map of the new timetable',
  width: 640,
  height: 360,
}

export const calloutExample = {
  type: 'callout',
  kind: 'note',
  title: 'In short',
  blocks: [{ type: 'paragraph', content: [{ text: 'Tickets cost what they did.' }] }],
}

export const dividerExample = { type: 'divider' }

export const otherExample = {
  type: 'other',
  kind: 'poll',
  blocks: [{ type: 'paragraph', content: [{ text: 'Will you take the ferry? Yes: 61 %. No: 39 %.' }] }],
  data: { yes: 61, no: 39 },
}
