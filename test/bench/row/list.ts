import { cost } from '../contender.ts'
import { shares } from '../corpus/article.ts'
import type { Row } from '../row.ts'
import { fetchList } from '../target.ts'

const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-')
const category = `category=${slug(shares.category)}`
const tag = `tag=${slug(shares.commonTag)}`

const lists: Record<string, string> = {
  'list, plain': '',
  'list, by category': category,
  'list, by tag': tag,
  'list, by any of three tags': `${tag},topic-3,topic-30`,
  'list, by author': `author=${slug(shares.author)}`,
  'list, by category and tag': `${category}&${tag}`,
  'list, by category and tag that rarely meet': `category=${slug(shares.categoryThatRarelyMeetsTheTag)}&${tag}`,
  'list, by language, tag and time': `language=de&${tag}&publishedBefore=2025-01-01T00:00:00Z`,
  'list, by category, last updated': `${category}&sort=-updatedAt`,
}

const asked = 120

/** The number of articles must not matter. Each list is a full page in both files. */
export const listRows: Row[] = Object.entries(lists).map(([name, query]) => ({
  name,
  unit: 'µs',
  goals: [{ against: 'few articles', atMost: 1.3 }],
  async prepare(lab) {
    const [few, many] = [await lab.offprint('small'), await lab.offprint('large')]
    for (const { port } of [few, many]) {
      const { items } = await fetchList(port, `/v1/articles?${query}`)
      if (items.length !== 20) throw new Error(`${name}: ${items.length} items instead of 20`)
    }
    return {
      contenders: [cost('many articles', many, lab, distinct(query)), cost('few articles', few, lab, distinct(query))],
      notes: [`${lab.plan.large} against ${lab.plan.small} articles`],
    }
  },
}))

/** The list with a different, very early bound in each request, so that no cache has the response. */
function distinct(query: string): () => string[] {
  let second = 0
  return () =>
    Array.from({ length: asked }, () => {
      second += 1
      const at = new Date(Date.UTC(1980, 0, 1) + second * 1000).toISOString().replace('.000Z', 'Z')
      return `/v1/articles?${query}${query && '&'}publishedAfter=${at}`
    })
}
