import createClient from 'openapi-fetch'
import type { components, paths } from './schema.ts'

type Block = components['schemas']['Block']

const api = createClient<paths>({ baseUrl: process.argv[2] ?? '' })

/** What a reader shows of a block. Each kind is a case: a new one would not compile. */
function show(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return block.content.map(run => (run.strong ? run.text.toUpperCase() : run.text)).join('')
    case 'list':
      return block.items.map(item => item.content.map(run => run.text).join('')).join('; ')
    case 'quote':
    case 'callout':
    case 'other':
      return block.blocks.map(show).join(' ')
    case 'code':
      return block.text
    case 'image':
      return block.image.alt ?? ''
    case 'gallery':
      return block.images.map(image => image.url).join(' ')
    case 'table':
      return block.rows.flatMap(row => row.cells.map(cell => cell.content.map(run => run.text).join(''))).join(' ')
    case 'media':
    case 'embed':
      return block.url
    case 'divider':
      return ''
    default:
      return block satisfies never
  }
}

const { data: list } = await api.GET('/v1/articles', {
  params: { query: { limit: 1, sort: '-publishedAt', tag: ['sea', 'air'], include: ['keyTakeaways'] } },
})
const item = list?.items[0]
if (!item) throw new Error('no article')
const takeaways: string[] | undefined = item.keyTakeaways?.map(takeaway => takeaway.text)

const { data: article } = await api.GET('/v1/articles/{ref}', { params: { path: { ref: item.slug } } })
if (!article) throw new Error('no article')
const lines: string[] = article.sections.flatMap(section => section.blocks.map(show))

const { error, response } = await api.GET('/v1/articles/{ref}', { params: { path: { ref: 'nothing' } } })
const code: string | undefined = error?.code

const seen = { title: article.title, takeaways, lines, status: response.status, code, page: list?.page.limit }
process.stdout.write(JSON.stringify(seen))
