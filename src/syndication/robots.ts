import type { CrawlerPolicy, Site } from '../domain/address/site.ts'

/** Agents that collect text to train models, by the names that their operators publish. */
const trainingAgents = [
  'AI2Bot',
  'Amazonbot',
  'Applebot-Extended',
  'Bytespider',
  'CCBot',
  'ClaudeBot',
  'cohere-training-data-crawler',
  'Google-Extended',
  'GPTBot',
  'Meta-ExternalAgent',
]

/** Agents that read to answer a question and, as a rule, name the page they read. */
const answerAgents = [
  'ChatGPT-User',
  'Claude-SearchBot',
  'Claude-User',
  'DuckAssistBot',
  'Meta-ExternalFetcher',
  'MistralAI-User',
  'OAI-SearchBot',
  'Perplexity-User',
  'PerplexityBot',
]

/** robots.txt (RFC 9309). What is not for search engines is the editorial side only. */
export const robots = {
  name: 'robots',
  mediaType: 'text/plain; charset=utf-8',
  path: '/robots.txt',
  /** Paths in it are of the host, so below a path prefix they have that prefix. */
  render(site: Site): string {
    const base = URL.parse(`${site.publicUrl}/`)?.pathname ?? '/'
    const groups = [
      group(['*'], allowed(base)),
      policy(trainingAgents, site.aiCrawlers?.training, base),
      policy(answerAgents, site.aiCrawlers?.answers, base),
      [`Sitemap: ${site.publicUrl}/sitemap.xml`, `Sitemap: ${site.publicUrl}/news-sitemap.xml`],
    ]
    return `${groups
      .filter(lines => lines.length > 0)
      .map(lines => lines.join('\n'))
      .join('\n\n')}\n`
  },
} as const

/** An agent obeys only the group that names it, so the editorial side stands here, too. */
function policy(agents: readonly string[], policy: CrawlerPolicy | undefined, base: string): string[] {
  if (policy === undefined) return []
  return group(agents, policy === 'allow' ? allowed(base) : [`Disallow: ${base}`])
}

function allowed(base: string): string[] {
  return [`Disallow: ${base}v1/editorial/`, `Allow: ${base}`]
}

function group(agents: readonly string[], rules: readonly string[]): string[] {
  return [...agents.map(agent => `User-agent: ${agent}`), ...rules]
}
