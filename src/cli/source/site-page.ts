import { basename } from 'node:path'
import { replaceBetween } from '../../importer/tree/replace-between.ts'

/** Bytes of a file that show what kind of page it is. */
export const pageHead = 8192

/**
 * What a file of a site is, if it is not an article: the page of a section, a list, a redirect, a template, or a file of
 * the repository. Undefined for articles.
 *
 * @param head the first `pageHead` bytes of the file
 */
export function sitePageKind(file: string, head: string): string | undefined {
  const name = basename(file)
  if (sectionPage.test(name)) return 'the page of a section'
  if (readme.test(name)) return 'a README file'
  if (repositoryFile.test(name)) return 'a file of the repository'
  if (errorPage.test(name)) return 'an error page'
  if (refresh.test(head) && refresh.test(shown(head))) return 'a redirect'
  const [whole = '', , front = ''] = frontMatter.exec(head) ?? []
  if (redirect.test(front)) return 'a redirect'
  if (archetype.test(front)) return 'a template'
  const body = head.slice(whole.length)
  if (template.test(body)) return 'a template'
  const isDated = date.test(front) || /^\d{4}-\d\d?-\d\d?-/.test(name)
  return !isDated && (listLayout.test(front) || listLoop.test(body)) ? 'a list of articles' : undefined
}

/** Folders of a generator that contain no articles, if the folder above has the settings of a generator. */
export const generatorFolders: ReadonlySet<string> = new Set(
  'archetypes layouts themes scaffolds templates i18n data static assets public resources partials'.split(' '),
)

/** Whether a folder with these files and folders is the root of a site of Hugo, Zola, Jekyll or Hexo. */
export function isGeneratorRoot(names: readonly string[]): boolean {
  const hasContent = names.some(name => /^(?:content|source|_posts)$/.test(name))
  return names.some(
    name => settings.test(name) || (hasContent && /^(?:config(?:\.\w{1,4})?|archetypes|layouts|themes)$/.test(name)),
  )
}

const settings = /^(?:hugo\.(?:toml|ya?ml|json)|_config\.ya?ml)$/

/** The pages of sections of Hugo and Zola, in any language. */
const sectionPage = /^_index(?:\.[\w-]{1,20})?\.(?:md|markdown|mdown|mkd|mdx|html?|xhtml|txt)$/i
const readme = /^readme(?:[._-][a-z]{2}(?:[._-][a-z]{2,4})?)?\.(?:md|markdown|mdown|mkd|mdx|html?|xhtml|txt|text)$/i
const repositoryFile =
  /^(?:AUTHORS|CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|CONTRIBUTORS|GOVERNANCE|HISTORY|MAINTAINERS|SECURITY|SUPPORT)\.(?:md|markdown|txt)$/
const errorPage = /^(?:404|500)\.(?:md|markdown|html?)$/i

/** Without comments and `noscript`, which have redirects for old browsers. */
function shown(head: string): string {
  const withoutComments = replaceBetween(head, '<!--', '-->', () => ' ')
  return replaceBetween(withoutComments, '<noscript', '</noscript', () => ' ')
}

/** `<meta http-equiv="refresh" content="0; url=…">` */
const refresh =
  /<meta\s{1,20}http-equiv\s{0,9}=\s{0,9}["']?refresh["']?\s{1,20}content\s{0,9}=\s{0,9}["']?\d{1,3}\s{0,9};\s{0,9}url/i
const frontMatter = /^\ufeff?(---|\+\+\+)[ \t]{0,99}\r?\n([\s\S]*?)\n\1/
const redirect =
  /^["']?(?:redirect_to|redirect|redirect_url|redirectTo)["']?[ \t]{0,9}[:=][ \t]{0,9}["']?(?:\/|https?:)/m
const date = /^["']?(?:date|published|pubDate|publishDate|published_at)["']?[ \t]{0,9}[:=]/m
const listLayout =
  /^["']?(?:(?:layout|type|template)["']?[ \t]{0,9}[:=][ \t]{0,9}["']?(?:home|index|list|archives?|search|tags|categories|taxonomy|terms|redirect)(?:\.\w{1,9})?["']?[ \t]{0,9}\r?$|paginat(?:e|ion)["']?[ \t]{0,9}[:=])/m
/** A loop of Liquid or Nunjucks over the articles of the site. */
const listLoop = /\{%-?\s{0,9}for\s{1,9}\w{1,40}\s{1,9}in\s{1,9}(?:site\.|paginator\.|collections\.|pagination\.)/
const archetype = /^title[ \t]{0,9}[:=][ \t]{0,9}["'`]{0,3}\{\{/m
/** A page that begins with a template, or whose title is one. */
const template =
  /^\s{0,200}(?:\{\{-?\s{0,9}(?:define|block|partial|template)\b|\{%-?\s{0,9}(?:extends|block|include)\b)|<title>\s{0,99}(?:\{\{|\{%)|<(?:body|head|main|div)(?:\s[^<>]{0,200})?>\s{0,99}\{\{-?\s{0,9}(?:block|partial|template)\b/
