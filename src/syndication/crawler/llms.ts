import type { Site } from '../../domain/address/site.ts'
import { oneLine } from '../../render/characters.ts'
import { lineMarkdown } from '../../render/markdown.ts'
import { renditionUrl } from '../article/rendition.ts'
import { type AnyArticle, syndicated } from '../entry.ts'
import { feedUrl } from '../feed/feed-address.ts'
import type { Format } from '../format.ts'

/** llms.txt (llmstxt.org): a Markdown list of articles that links to their Markdown renditions. */
export const llms: Format = {
  name: 'llms',
  mediaType: 'text/markdown; charset=utf-8',
  path: '/llms.txt',
  needs: 'head',
  async *render(entries, { site }) {
    yield llmsHead(site)
    yield '\n## Articles\n\n'
    for await (const entry of syndicated(entries)) {
      if (entry.kind === 'article' && isMinable(entry.article)) yield line(entry.article, site)
    }
    yield optional(site)
  },
}

/** Title and description, shared by both variants. */
export function llmsHead(site: Site): string {
  const description = site.description ? `\n> ${plain(site.description)}\n` : ''
  return `# ${plain(site.title)}\n${description}`
}

/** Whether text and data mining is not reserved. */
export function isMinable({ metadata }: AnyArticle): boolean {
  return metadata.rights?.textAndDataMining !== 'reserved'
}

/** Text as one line of Markdown. */
export function plain(text: string): string {
  return lineMarkdown([{ text: oneLine(text) }])
}

function line({ title, summary, slug }: AnyArticle, site: Site): string {
  const link = lineMarkdown([{ text: oneLine(title) || slug, link: { href: renditionUrl(site, slug, '.md') } }])
  return `- ${link}${summary ? `: ${plain(summary)}` : ''}\n`
}

function optional(site: Site): string {
  const links: [string, string, string][] = [
    ['Full text', `${site.publicUrl}/llms-full.txt`, 'the newest articles, whole'],
    ['API description', `${site.publicUrl}/openapi.json`, 'OpenAPI 3.1'],
    ['JSON Feed', feedUrl(site, 'feed.json'), 'newest articles first'],
  ]
  return `\n## Optional\n\n${links.map(([name, url, note]) => `- [${name}](${url}): ${note}\n`).join('')}`
}
