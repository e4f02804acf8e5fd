import type { Site } from '../../src/domain/address/site.ts'
import type { Tombstone } from '../../src/domain/article/tombstone.ts'
import type { Block } from '../../src/domain/body/block.ts'
import { tableOfContents } from '../../src/domain/body/outline.ts'
import { type DeliveredArticle, deliveredArticle } from '../../src/domain/print/delivered.ts'

export const site: Site = {
  publicUrl: 'https://api.example.org',
  title: 'Harbour News',
  language: 'en',
  timeZone: 'Europe/Berlin',
  description: 'News from the harbour.',
  homeUrl: 'https://www.example.org/',
  logo: { url: 'https://www.example.org/logo.png', width: 600, height: 60 },
  iconUrl: 'https://www.example.org/icon.png',
  email: 'editors@example.org',
  hubs: ['https://hub.example.org/'],
  rights: {
    notice: '© Harbour News',
    license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
  },
}

const term = (number: number, slug: string, name: string, folder: string) => ({
  id: idOf(number),
  slug,
  name,
  url: `https://api.example.org/v1/${folder}/${slug}`,
})

/** A UUIDv7 that ends in a number. */
export function idOf(number: number): string {
  return `0193a1c4-7b1e-7c3a-9f52-${String(number).padStart(12, '0')}`
}

/** One of each block type, each with words of its own. */
export const everyBlock: Block[] = [
  {
    type: 'paragraph',
    content: [{ text: 'The ferries cost ' }, { text: '41 million', strong: true }, { text: '.\nNo more.' }],
  },
  {
    type: 'list',
    ordered: true,
    start: 3,
    items: [
      { content: [{ text: 'Third' }], blocks: [] },
      {
        content: [{ text: 'Fourth' }],
        checked: true,
        blocks: [
          { type: 'list', ordered: false, items: [{ content: [{ text: 'Nested' }], checked: false, blocks: [] }] },
        ],
      },
    ],
  },
  {
    type: 'quote',
    blocks: [{ type: 'paragraph', content: [{ text: 'Quiet as a cat.' }] }],
    attribution: 'A. Captain',
    sourceUrl: 'https://www.example.org/interview',
  },
  { type: 'code', text: 'if a < b:\n    print("```")\n', language: 'python', filename: 'ferry.py' },
  {
    type: 'image',
    image: {
      url: 'https://www.example.org/img/ferry.jpg',
      alt: 'A ferry',
      width: 1200,
      height: 800,
      caption: [{ text: 'The first ' }, { text: 'ferry', emphasis: true }],
      credit: 'P. Photographer',
      variants: [
        { url: 'https://www.example.org/img/ferry-600.jpg', width: 600 },
        { url: 'https://www.example.org/img/ferry-600.webp', width: 600, mediaType: 'image/webp' },
      ],
    },
    link: 'https://www.example.org/gallery',
  },
  {
    type: 'gallery',
    images: [
      { url: 'https://www.example.org/img/a.jpg', alt: '', variants: [] },
      { url: 'https://www.example.org/img/b.jpg', alt: 'Quay', caption: [{ text: 'The quay' }], variants: [] },
    ],
    caption: [{ text: 'Two pictures' }],
  },
  {
    type: 'table',
    caption: [{ text: 'Costs' }],
    rows: [
      { cells: [cell('Item', { header: true }), cell('Million', { header: true, align: 'right' })] },
      { cells: [cell('Hull | keel'), cell('21', { align: 'right' })] },
      { cells: [cell('All', { colspan: 2 })] },
    ],
  },
  {
    type: 'media',
    kind: 'audio',
    url: 'https://www.example.org/horn.mp3',
    mediaType: 'audio/mpeg',
    durationSeconds: 12,
    caption: [{ text: 'The horn' }],
  },
  { type: 'media', kind: 'video', url: 'https://www.example.org/trip.mp4', mediaType: 'video/mp4' },
  { type: 'media', kind: 'file', url: 'https://www.example.org/plan.pdf', mediaType: 'application/pdf' },
  {
    type: 'embed',
    url: 'https://www.youtube.com/watch?v=abc&t=1',
    provider: 'youtube',
    title: 'The trip',
    html: '<iframe src="https://evil.example/"></iframe><script>alert(1)</script>',
  },
  { type: 'callout', kind: 'warning', title: 'Mind', blocks: [{ type: 'paragraph', content: [{ text: 'The gap.' }] }] },
  { type: 'callout', kind: 'details', title: 'More', blocks: [{ type: 'paragraph', content: [{ text: 'Hidden.' }] }] },
  { type: 'divider' },
  {
    type: 'other',
    kind: 'poll',
    blocks: [{ type: 'paragraph', content: [{ text: 'Yes or no?' }] }],
    data: { votes: 12 },
  },
  {
    type: 'paragraph',
    content: [
      { text: 'See ' },
      { text: 'the costs', link: { href: '#who-pays', title: 'Below' } },
      { text: ', ' },
      { text: 'the trust', link: { href: 'https://www.example.org/trust' }, emphasis: true },
      { text: '1', footnote: 'n1' },
      { text: ', H' },
      { text: '2', subscript: true },
      { text: 'O, ' },
      { text: 'old', strikethrough: true },
      { text: ' ' },
      { text: 'under', underline: true },
      { text: ' ' },
      { text: 'mark', highlight: true },
      { text: ' x' },
      { text: '2', superscript: true },
      { text: ' ' },
      { text: 'run()', code: true },
      { text: ' ' },
      { text: 'שלום', lang: 'he' },
      { text: '.' },
    ],
  },
]

function cell(text: string, more: { header?: boolean; align?: 'left' | 'right'; colspan?: number } = {}) {
  return { content: [{ text }], header: false, colspan: 1, rowspan: 1, ...more }
}

/** An article with everything that an article can have. */
export const full: DeliveredArticle = article(1, {
  summary: 'Two boats for 41 million.',
  keyTakeaways: [takeaway(1, 'The ferries replace two boats.'), takeaway(2, 'They are quiet & clean.')],
  sections: [
    section(1, 'lead', undefined, [paragraph('The Trust decided on Monday.')]),
    section(2, 'who-pays', 'Who pays?', everyBlock),
  ],
  footnotes: [{ anchor: 'n1', label: '1', blocks: [paragraph('Founded 1911.')] }],
})

export const nasty =
  'a ]]> b <script>alert("x")</script> \u0000\u0007\u001b\ud800 & \u202eabc\u202c 😀 \uffff שלום -- \r\n # *x* _y_ [z](javascript:a) `c` </style> <!--'

/** An article whose every text is hostile. */
export const hostile: DeliveredArticle = article(2, {
  title: nasty,
  summary: nasty,
  keyTakeaways: [takeaway(1, nasty)],
  sections: [
    section(1, 'lead', undefined, [paragraph(nasty)]),
    section(2, 'a"><b', nasty, [
      ...everyBlock,
      paragraph(nasty),
      { type: 'code', text: `${nasty}\n~~~\n\`\`\`\``, language: nasty, filename: nasty },
      { type: 'image', image: { url: 'javascript:alert(1)', alt: nasty, variants: [] }, link: 'data:text/html,x' },
      {
        type: 'image',
        image: {
          url: 'https://e.org/a b"<>|\u0000.jpg',
          alt: nasty,
          credit: nasty,
          caption: [{ text: nasty }],
          variants: [],
        },
      },
      { type: 'embed', url: 'javascript:alert(1)', title: nasty },
      { type: 'media', kind: '"><script>', url: '/relative.mp3', caption: [{ text: nasty }] },
      { type: 'callout', kind: '"><script>', title: nasty, blocks: [paragraph(nasty)] },
      { type: 'quote', blocks: [], attribution: nasty, sourceUrl: 'vbscript:x' },
      { type: 'other', kind: '"><script>', blocks: [paragraph(nasty)], data: { [nasty]: nasty } },
      {
        type: 'paragraph',
        content: [
          { text: nasty, link: { href: 'java\nscript:alert(1)', title: nasty } },
          { text: nasty, link: { href: 'https://e.org/?q="><script>', title: nasty }, lang: 'no such tag' },
          { text: nasty, code: true },
          { text: nasty, link: { href: '/relative' } },
        ],
      },
      { type: 'table', rows: [{ cells: [cell(nasty)] }, { cells: [] }] },
      { type: 'table', rows: [] },
      { type: 'list', ordered: false, items: [] },
      { type: 'gallery', images: [] },
    ]),
  ],
  metadata: {
    category: term(90, 'x', nasty, 'categories'),
    tags: [term(91, 'y', nasty, 'tags')],
    authors: [{ ...term(92, 'z', nasty, 'authors'), pageUrl: 'javascript:alert(1)' }],
    image: { url: 'data:image/png;base64,AAAA', alt: nasty, variants: [] },
    source: { name: nasty, url: 'javascript:alert(1)' },
    rights: {
      syndication: 'full',
      holder: nasty,
      notice: nasty,
      usageTerms: nasty,
      license: { name: nasty, url: 'javascript:x' },
    },
    corrections: [
      { id: idOf(3), at: '2026-11-23T09:00:00Z', edition: 2, kind: '"><script>', note: nasty, sectionAnchors: [] },
    ],
    custom: { [nasty]: nasty },
  },
})

export const arabic: DeliveredArticle = article(3, {
  title: 'الميناء يشتري عبارتين 🚢',
  metadata: { language: 'ar', direction: 'rtl' },
  sections: [section(1, 'lead', undefined, [paragraph('قررت الهيئة ذلك يوم الاثنين.')])],
})

/** As little as an article can have. */
export const bare: DeliveredArticle = article(4, {
  keyTakeaways: [],
  sections: [],
  metadata: { category: undefined, tags: [], authors: [], image: undefined, rights: undefined, corrections: [] },
})

export const gone: Tombstone = {
  id: idOf(5),
  slug: 'gone',
  revision: 77,
  reason: 'withdrawn',
  at: '2026-11-23T10:00:00Z',
  note: nasty,
}

type Changes = Partial<Omit<DeliveredArticle, 'metadata'>> & { metadata?: Partial<DeliveredArticle['metadata']> }

/** An article by number; `changes` replace what it has. */
export function article(number: number, changes: Changes = {}): DeliveredArticle {
  const { metadata, ...rest } = changes
  const slug = `ferries-${number}`
  const sections = changes.sections ?? [section(1, 'lead', undefined, [paragraph(`Text ${number}.`)])]
  return deliveredArticle.parse({
    id: idOf(number),
    slug,
    url: `https://api.example.org/v1/articles/${slug}`,
    title: 'Harbour Trust buys two electric ferries',
    edition: 2,
    revision: 48_213,
    keyTakeaways: [],
    tableOfContents: tableOfContents(sections),
    footnotes: [],
    ...rest,
    sections,
    metadata: {
      language: 'en',
      direction: 'ltr',
      translations: [
        {
          language: 'de',
          id: idOf(80),
          slug: 'faehren',
          title: 'Fähren',
          url: 'https://api.example.org/v1/articles/faehren',
          canonicalUrl: 'https://www.example.org/de/faehren',
        },
      ],
      category: term(10, 'transport', 'Transport', 'categories'),
      tags: [term(11, 'ferries', 'Ferries', 'tags'), term(12, 'climate', 'Climate', 'tags')],
      authors: [{ ...term(13, 'a-writer', 'A. Writer', 'authors'), pageUrl: 'https://www.example.org/a-writer' }],
      publishedAt: '2026-11-22T09:00:00Z',
      publishedDate: '2026-11-22',
      publishedPrecision: 'instant',
      updatedAt: '2026-11-23T08:30:00Z',
      readingTimeMinutes: 3,
      wordCount: 640,
      views: 7,
      image: { url: 'https://www.example.org/img/lead.jpg', alt: 'Ferry', width: 1600, height: 900, variants: [] },
      canonicalUrl: `https://www.example.org/transport/${slug}`,
      source: { name: 'Harbour Gazette', url: 'https://gazette.example/ferries' },
      rights: {
        syndication: 'full',
        holder: 'Harbour News',
        notice: '© 2026 Harbour News',
        license: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
        usageTerms: 'Name the author.',
      },
      corrections: [
        {
          id: idOf(20),
          at: '2026-11-22T12:00:00Z',
          edition: 1,
          kind: 'correction',
          note: 'First note.',
          sectionAnchors: [],
        },
        {
          id: idOf(21),
          at: '2026-11-23T08:30:00Z',
          edition: 2,
          kind: 'correction',
          note: 'Newest note.',
          sectionAnchors: [],
        },
      ],
      custom: {},
      ...metadata,
    },
  })
}

export function paragraph(text: string): Block {
  return { type: 'paragraph', content: [{ text }] }
}

export function section(
  position: number,
  anchor: string,
  heading: string | undefined,
  blocks: Block[],
  level = heading === undefined ? 1 : 2,
) {
  const words = heading === undefined ? {} : { heading }
  return {
    id: idOf(100 + position),
    anchor,
    ...words,
    level,
    position,
    wordCount: 5,
    hash: 'k3JxQ0b1yYv4Z2aS',
    formerAnchors: [],
    blocks,
  }
}

function takeaway(position: number, text: string) {
  return { id: idOf(200 + position), position, text, content: [{ text }], origin: 'authored' }
}
