/** An article whose key takeaways are known. */
export type Labelled = {
  name: string
  format: 'markdown' | 'html' | 'wordpress' | 'ghost' | 'text'
  source: string
  /** Texts of its list. */
  points: readonly string[]
  /** Whether they are the key takeaways of the article. */
  taken: boolean
}

const opening =
  'The council approved the night tram on Monday, after a debate that lasted until the last bus had already gone home.'
const closing =
  'Work on the depot begins in June, and the first drivers will be trained on the old line before the summer ends.'

/** Paragraphs around the list of an article. */
export const prose = { opening, closing }

export function list(points: readonly string[]): string {
  return `<ul>${points.map(point => `<li>${point}</li>`).join('')}</ul>`
}

export function bullets(points: readonly string[]): string {
  return points.map(point => `- ${point}`).join('\n')
}

export function markdown(body: string, title = 'The night tram'): string {
  return `---\ntitle: ${title}\n---\n\n${body}\n`
}

/** A page with a menu and a footer, as sites have them. */
export function page(body: string, { title = 'The night tram', language = 'en' } = {}): string {
  return `<!doctype html><html lang="${language}"><head><title>${title}</title></head><body>
<header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<main><article><h1>${title}</h1>${body}</article></main><footer><p>About us</p></footer></body></html>`
}

export function wordpress(body: string, title = 'The night tram'): string {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Tram News</title><link>https://tram.example</link><item><title>${title}</title><content:encoded><![CDATA[${body}]]></content:encoded><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>`
}

export function ghost(html: string, title = 'The night tram'): string {
  return JSON.stringify({ db: [{ data: { posts: [{ id: '1', title, slug: 'tram', status: 'published', html }] } }] })
}

/** A post of Ghost's editor with one card before a paragraph. */
export function ghostCard(card: Record<string, unknown>): string {
  const words = { type: 'paragraph', children: [{ type: 'extended-text', text: closing }] }
  const lexical = JSON.stringify({ root: { type: 'root', children: [card, words] } })
  const post = { id: '1', title: 'The night tram', slug: 'tram', status: 'published', lexical }
  return JSON.stringify({ db: [{ data: { posts: [post] } }] })
}
