import { canonicalLanguage } from '../../domain/text/language.ts'
import { folderAddress, type Named } from '../blocks/file-address.ts'

/** A key that a source gives to all translations of an article. */
export function translationName(name: string): string {
  return `translation:${name}`
}

/** The language that the name of a file states: `post.de.md`. */
export function suffixLanguage(name: string): string | undefined {
  return suffixPart(name)?.language
}

/** The language that the folder of a file states: `content/de/post.md`, `pt-br/_posts/post.md`. */
export function folderLanguage(name: string): string | undefined {
  return folderPart(name)?.language
}

/**
 * Keys that a file shares with its translations: its address without the language in its name or folder, also with its slug
 * instead of its name.
 *
 * @param language of the article: a folder such as `it/` or `hr/` with articles in another language is not one of languages
 */
export function fileTranslations(file: Named, language: string, slug?: string): string[] {
  const part = suffixPart(file.name) ?? folderPart(file.name)
  if (!part || primary(part.language) !== primary(language)) return []
  const folder = part.path.slice(0, part.path.lastIndexOf('/') + 1)
  const stem = part.path.slice(folder.length).replace(/\.\w+$/, '')
  const paths = slug === undefined || stem.endsWith(slug) ? [part.path] : [part.path, folder + slug]
  return paths.map(path => folderAddress(file, path))
}

type LanguagePart = {
  language: string
  /** The path without it. */
  path: string
}

/** `post.de.md` */
function suffixPart(name: string): LanguagePart | undefined {
  const [, path = '', tag = '', extension = ''] = suffixed.exec(name) ?? []
  const language = languageOf(tag)
  return language === undefined ? undefined : { language, path: path + extension }
}

const suffixed = /^(.*[^/])\.([a-zA-Z]{2}(?:[-_][a-zA-Z\d]{2,4})?)(\.[a-zA-Z]{2,8})$/s

/** The first folder that is named like a language. */
function folderPart(name: string): LanguagePart | undefined {
  const parts = name.split('/')
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const language = languageOf(part)
    if (language !== undefined) return { language, path: docusaurus(parts.toSpliced(index, 1).join('/')) }
  }
  return undefined
}

/** `i18n/docusaurus-plugin-content-blog/post.md` has the translations of `blog/post.md`. */
function docusaurus(path: string): string {
  return path.replace(/^(.*\/)?i18n\/docusaurus-plugin-content-(blog|docs|pages)\/(?:current\/)?/s, '$1$2/')
}

/** A tag with a language of two letters, so that few other names are taken for one. */
function languageOf(tag: string): string | undefined {
  const plain = tag.replace('_', '-')
  return codes.has(primary(plain)) && /^[a-z]{2}(?:-(?:[a-z]{2}|[a-z]{4}|\d{3}))?$/i.test(plain)
    ? canonicalLanguage(plain)
    : undefined
}

function primary(tag: string): string {
  return tag.slice(0, 2).toLowerCase()
}

/** ISO 639-1. */
const codes: ReadonlySet<string> = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et ' +
    'eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl ' +
    'km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj ' +
    'om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to ' +
    'tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' '),
)
