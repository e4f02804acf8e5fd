import type { CrawlerPolicy, Site } from '../../domain/address/site.ts'

/** User agents that collect training data, as named by their operators. */
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

/** User agents that answer questions and usually cite the page. */
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

/** robots.txt (RFC 9309). Only the editorial API is disallowed. */
export const robots = {
  name: 'robots',
  mediaType: 'text/plain; charset=utf-8',
  path: '/robots.txt',
  /** Paths are relative to the host, so they include the path prefix of PUBLIC_URL. */
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

/** An agent obeys only the group that names it, so each group repeats the editorial rule. */
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
