import { compare } from '../compare.ts'
import type { Lab } from '../lab.ts'
import type { Row } from '../row.ts'
import { articlePath } from '../target.ts'

const goals = [
  { against: 'node:http', atLeast: 0.9 },
  { against: 'Fastify', atLeast: 1 },
]

const article = async (lab: Lab) => articlePath((await lab.offprint('small')).port)

const paths: Record<string, (lab: Lab) => Promise<string>> = {
  'hot feed, RSS': async () => '/feeds/rss.xml',
  'hot feed, JSON': async () => '/feeds/feed.json',
  'hot sitemap': async () => '/sitemap.xml',
  'hot article as HTML': async lab => `${await article(lab)}.html`,
  'hot article as Markdown': async lab => `${await article(lab)}.md`,
}

/** Renderings that are made once and then served from memory. */
export const keptRows: Row[] = Object.entries(paths).map(([name, path]) => ({
  name,
  unit: 'req/s',
  goals,
  prepare: async lab => compare(lab, await path(lab), ['node:http', 'Fastify']),
}))
