import { z } from 'zod'
import type { Site } from '../domain/address/site.ts'
import type { Rights } from '../domain/content/rights.ts'
import { canonicalLanguage } from '../domain/text/language.ts'

/** A variable without a default. */
const optional = <Output>(type: z.ZodType<Output, string>, allowed: string, description: string) =>
  type.optional().meta({ description, allowed, shown: 'unset' })

const text = (longest: number) => z.string().trim().min(1).max(longest)
const words = (longest: number, description: string) =>
  optional(text(longest), `1 to ${longest} characters`, description)
const webUrl = z.string().max(2000).transform(absolute).pipe(z.string())
const url = (description: string) => optional(webUrl, 'an absolute http or https URL', description)
const choice = <const Values extends readonly [string, ...string[]]>(values: Values, description: string) =>
  optional(z.enum(values), values.join(' or '), description)
const list = (type: z.ZodType<string, string>) =>
  z
    .string()
    .transform(given => given.split(',').map(part => part.trim()))
    .pipe(z.array(type).min(1).max(20))

/** Variables that describe the publication to partners, crawlers and search engines. */
export const siteEnvironment = {
  SITE_DESCRIPTION: words(500, 'Description of the publication in one sentence, for feeds and llms.txt.'),
  SITE_URL: url('Home page of the publication. Feeds and cards link to it. Unset = `PUBLIC_URL`.'),
  SITE_ARTICLE_URL: optional(
    z
      .string()
      .max(2000)
      .refine(template => isTemplate(template, articleNames)),
    'an absolute http or https URL with {slug} or {id}, and any of {category} {language} {year} {month} {day}',
    'Page of an article without a canonical URL. Unset = its HTML page on this server.',
  ),
  SITE_PREVIEW_URL: optional(
    z
      .string()
      .max(2000)
      .refine(template => isTemplate(template, previewNames) && template.includes('{token}')),
    'an absolute http or https URL with {token}, and {slug} or {id}',
    'Page that shows a preview; preview links point to it. Unset = the HTML page on this server.',
  ),
  SITE_LOGO: url('Logo for feeds and linked data.'),
  SITE_ICON: url('Square icon of at least 64 pixels.'),
  SITE_EMAIL: optional(z.email(), 'an email address', 'Email address of the editors, for feeds.'),
  SITE_ARTICLE_TYPE: choice(
    ['NewsArticle', 'Article', 'BlogPosting'],
    'Type of articles in linked data (schema.org). Unset = NewsArticle.',
  ),
  RIGHTS_HOLDER: words(200, 'Rights holder of articles that name none.'),
  RIGHTS_NOTICE: words(500, 'Copyright notice of articles that have none.'),
  LICENSE_NAME: words(200, 'License of articles that name none, such as CC BY 4.0.'),
  LICENSE_URL: url('URL of the license. Requires `LICENSE_NAME`.'),
  USAGE_TERMS: words(2000, 'Terms of use of articles that have none.'),
  SYNDICATION: choice(
    ['full', 'summary', 'none'],
    'How much of an article feeds may contain, unless the article says so. Unset = full.',
  ),
  TEXT_AND_DATA_MINING: choice(
    ['allowed', 'reserved'],
    'Text and data mining reservation (TDMRep) of articles that state none.',
  ),
  MINING_POLICY_URL: url('Page that explains how to license reserved rights.'),
  AI_TRAINING: choice(
    ['allow', 'disallow'],
    'Rule of robots.txt for crawlers that collect training data for language models.',
  ),
  AI_ANSWERS: choice(['allow', 'disallow'], 'Rule of robots.txt for crawlers that answer questions of users.'),
  CUSTOM_MEMBERS: optional(
    z
      .string()
      .transform(names)
      .pipe(z.array(z.string().max(100)).min(1).max(200)),
    '1 to 200 names separated by commas',
    'Unknown front matter members that are published in `metadata.custom`.',
  ),
  WEBSUB_HUBS: optional(
    list(webUrl),
    'absolute http or https URLs separated by commas',
    'WebSub hubs that are notified of every change of a feed.',
  ),
  SECURITY_CONTACTS: optional(
    list(z.string().refine(isContact)),
    'mailto:, tel: or https: URIs separated by commas, the preferred one first',
    'Contacts for security.txt. Unset = no security.txt.',
  ),
  SECURITY_POLICY_URL: url('Page with the vulnerability disclosure policy, for security.txt.'),
  SECURITY_LANGUAGES: optional(
    list(z.string().transform(canonicalLanguage).pipe(z.string())),
    'language tags separated by commas',
    'Languages for vulnerability reports, for security.txt.',
  ),
}

type SiteValues = { [Name in keyof typeof siteEnvironment]?: z.infer<(typeof siteEnvironment)[Name]> }

/** Optional members of a site. */
export type SiteDetails = Omit<Site, 'publicUrl' | 'title' | 'language' | 'timeZone'>

/** Contains only variables that are set: an absent member does not change the epoch. */
export function siteDetails(values: SiteValues): SiteDetails {
  const rights = rightsOf(values)
  const { AI_TRAINING: training, AI_ANSWERS: answers, SECURITY_CONTACTS: contacts } = values
  return present({
    description: values.SITE_DESCRIPTION,
    homeUrl: values.SITE_URL,
    articleUrlTemplate: values.SITE_ARTICLE_URL,
    previewUrlTemplate: values.SITE_PREVIEW_URL,
    logo: values.SITE_LOGO === undefined ? undefined : { url: values.SITE_LOGO },
    iconUrl: values.SITE_ICON,
    email: values.SITE_EMAIL,
    articleType: values.SITE_ARTICLE_TYPE,
    rights: Object.keys(rights).length > 0 ? rights : undefined,
    miningPolicyUrl: values.MINING_POLICY_URL,
    customMembers: values.CUSTOM_MEMBERS,
    hubs: values.WEBSUB_HUBS,
    aiCrawlers: training || answers ? present({ training, answers }) : undefined,
    security:
      contacts && present({ contacts, policyUrl: values.SECURITY_POLICY_URL, languages: values.SECURITY_LANGUAGES }),
  })
}

function names(given: string): string[] {
  return given
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}

function rightsOf(values: SiteValues): Partial<Rights> {
  const { LICENSE_NAME: name, LICENSE_URL: url } = values
  return present({
    holder: values.RIGHTS_HOLDER,
    notice: values.RIGHTS_NOTICE,
    license: name === undefined ? undefined : { name, ...(url !== undefined && { url }) },
    usageTerms: values.USAGE_TERMS,
    syndication: values.SYNDICATION,
    textAndDataMining: values.TEXT_AND_DATA_MINING,
  })
}

function present<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>
  }
}

/** The URL, percent-encoded; undefined if it is not an http or https URL. */
function absolute(given: string): string | undefined {
  const parsed = URL.parse(given)
  return parsed && /^https?:$/.test(parsed.protocol) && !parsed.username ? parsed.href : undefined
}

const articleNames = ['slug', 'id', 'category', 'language', 'year', 'month', 'day']
const previewNames = ['slug', 'id', 'token']

/** Whether it is a URL template with only these names, and with the slug or id of the article. */
function isTemplate(template: string, known: readonly string[]): boolean {
  const names = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  const filled = template.replace(/\{\w+\}/g, 'x')
  return (
    names.every(name => known.includes(name)) &&
    (names.includes('slug') || names.includes('id')) &&
    !/[{}\s]/.test(filled) &&
    /^https?:\/\/[^/{]+(?:\/|$)/.test(template) &&
    absolute(filled) !== undefined
  )
}

function isContact(uri: string): boolean {
  return /^(?:mailto:[^\s@]+@[^\s@]+|tel:[+\d][\d().-]*)$/.test(uri) || /^https:/.test(absolute(uri) ?? '')
}
