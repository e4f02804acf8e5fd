import { z } from 'zod'
import type { Site } from '../domain/address/site.ts'
import type { Rights } from '../domain/content/rights.ts'
import { canonicalLanguage } from '../domain/text/language.ts'

/** A variable without which something is left unsaid. */
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

/** What of the environment says who publishes, and what partners and crawlers are told. */
export const siteEnvironment = {
  SITE_DESCRIPTION: words(500, 'What the publication is about, in a sentence: in feeds and llms.txt.'),
  SITE_URL: url('The page where people read it; feeds and cards link to it. Unset = `PUBLIC_URL`.'),
  SITE_ARTICLE_URL: optional(
    z
      .string()
      .max(2000)
      .refine(template => isTemplate(template, articleNames)),
    'an absolute http or https URL with {slug} or {id}, and any of {category} {language} {year} {month} {day}',
    'Where people read an article that names no canonical URL of its own. Unset = its HTML page here.',
  ),
  SITE_PREVIEW_URL: optional(
    z
      .string()
      .max(2000)
      .refine(template => isTemplate(template, previewNames) && template.includes('{token}')),
    'an absolute http or https URL with {token}, and {slug} or {id}',
    'The page of the site that shows a preview: preview links lead there. Unset = the HTML page here.',
  ),
  SITE_LOGO: url('Picture for feeds and linked data.'),
  SITE_ICON: url('Square picture, 64 pixels or more.'),
  SITE_EMAIL: optional(z.email(), 'a mail address', 'Of the editors; stands in feeds.'),
  SITE_ARTICLE_TYPE: choice(
    ['NewsArticle', 'Article', 'BlogPosting'],
    'What search engines are told an article is (schema.org). Unset = NewsArticle.',
  ),
  RIGHTS_HOLDER: words(200, 'Who holds the rights, where an article names nobody.'),
  RIGHTS_NOTICE: words(500, 'Copyright notice, likewise.'),
  LICENSE_NAME: words(200, 'License, likewise, such as CC BY 4.0.'),
  LICENSE_URL: url('Where it stands. Goes with `LICENSE_NAME`.'),
  USAGE_TERMS: words(2000, 'Terms of use, likewise.'),
  SYNDICATION: choice(['full', 'summary', 'none'], 'How much of an article feeds may carry, likewise. Unset = full.'),
  TEXT_AND_DATA_MINING: choice(['allowed', 'reserved'], 'Whether it is reserved (TDMRep), likewise.'),
  MINING_POLICY_URL: url('Page that says how a reserved right can be licensed.'),
  AI_TRAINING: choice(['allow', 'disallow'], 'What robots.txt asks of crawlers that read to train language models.'),
  AI_ANSWERS: choice(['allow', 'disallow'], 'What it asks of those that read to answer a question.'),
  CUSTOM_MEMBERS: optional(
    z
      .string()
      .transform(names)
      .pipe(z.array(z.string().max(100)).min(1).max(200)),
    '1 to 200 names separated by commas',
    'Members of front matter that have no meaning here and are public in `metadata.custom` all the same.',
  ),
  WEBSUB_HUBS: optional(
    list(webUrl),
    'absolute http or https URLs separated by commas',
    'WebSub hubs that are told of every change of a feed.',
  ),
  SECURITY_CONTACTS: optional(
    list(z.string().refine(isContact)),
    'mailto:, tel: or https: URIs separated by commas, the preferred one first',
    'Makes a security.txt.',
  ),
  SECURITY_POLICY_URL: url('How weaknesses are to be told; stands in security.txt.'),
  SECURITY_LANGUAGES: optional(
    list(z.string().transform(canonicalLanguage).pipe(z.string())),
    'language tags separated by commas',
    'Languages in which they may be told.',
  ),
}

type Given = { [Name in keyof typeof siteEnvironment]?: z.infer<(typeof siteEnvironment)[Name]> }

/** What a site may say beside its name, language and time. */
export type SiteDetails = Omit<Site, 'publicUrl' | 'title' | 'language' | 'timeZone'>

/** Only what is set: an absent member changes no epoch. */
export function siteDetails(set: Given): SiteDetails {
  const rights = rightsOf(set)
  const { AI_TRAINING: training, AI_ANSWERS: answers, SECURITY_CONTACTS: contacts } = set
  return present({
    description: set.SITE_DESCRIPTION,
    homeUrl: set.SITE_URL,
    articleUrlTemplate: set.SITE_ARTICLE_URL,
    previewUrlTemplate: set.SITE_PREVIEW_URL,
    logo: set.SITE_LOGO === undefined ? undefined : { url: set.SITE_LOGO },
    iconUrl: set.SITE_ICON,
    email: set.SITE_EMAIL,
    articleType: set.SITE_ARTICLE_TYPE,
    rights: Object.keys(rights).length > 0 ? rights : undefined,
    miningPolicyUrl: set.MINING_POLICY_URL,
    customMembers: set.CUSTOM_MEMBERS,
    hubs: set.WEBSUB_HUBS,
    aiCrawlers: training || answers ? present({ training, answers }) : undefined,
    security: contacts && present({ contacts, policyUrl: set.SECURITY_POLICY_URL, languages: set.SECURITY_LANGUAGES }),
  })
}

function names(given: string): string[] {
  return given
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}

function rightsOf(set: Given): Partial<Rights> {
  const { LICENSE_NAME: name, LICENSE_URL: url } = set
  return present({
    holder: set.RIGHTS_HOLDER,
    notice: set.RIGHTS_NOTICE,
    license: name === undefined ? undefined : { name, ...(url !== undefined && { url }) },
    usageTerms: set.USAGE_TERMS,
    syndication: set.SYNDICATION,
    textAndDataMining: set.TEXT_AND_DATA_MINING,
  })
}

function present<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>
  }
}

/** The URL, percent-encoded; undefined where it is none of the web. */
function absolute(given: string): string | undefined {
  const parsed = URL.parse(given)
  return parsed && /^https?:$/.test(parsed.protocol) && !parsed.username ? parsed.href : undefined
}

const articleNames = ['slug', 'id', 'category', 'language', 'year', 'month', 'day']
const previewNames = ['slug', 'id', 'token']

/** Whether it is a URL with places for these names, among them one for the article. */
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
