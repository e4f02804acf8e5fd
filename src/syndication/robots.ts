import type { CrawlerPolicy, Site } from '../domain/site.ts'

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
  render(site: Site): string {
    const groups = [
      group(['*'], ['Disallow: /v1/editorial/', 'Allow: /']),
      policy(trainingAgents, site.aiCrawlers?.training),
      policy(answerAgents, site.aiCrawlers?.answers),
      [`Sitemap: ${site.publicUrl}/sitemap.xml`, `Sitemap: ${site.publicUrl}/news-sitemap.xml`],
    ]
    return `${groups
      .filter(lines => lines.length > 0)
      .map(lines => lines.join('\n'))
      .join('\n\n')}\n`
  },
} as const

/** An agent obeys only the group that names it, so the editorial side stands here, too. */
function policy(agents: readonly string[], policy: CrawlerPolicy | undefined): string[] {
  if (policy === undefined) return []
  return group(agents, policy === 'allow' ? ['Disallow: /v1/editorial/', 'Allow: /'] : ['Disallow: /'])
}

function group(agents: readonly string[], rules: readonly string[]): string[] {
  return [...agents.map(agent => `User-agent: ${agent}`), ...rules]
}
