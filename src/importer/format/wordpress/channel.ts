import type { ImportNote } from '../../importer.ts'
import { readHead, type XmlElement } from '../../xml/element.ts'
import { repairNotes } from '../../xml/item.ts'
import { elements, ownText } from '../../xml/query.ts'
import { usualName } from './wxr.ts'

/** Metadata of the site. E-mail addresses of authors are not read. */
export type Channel = {
  title: string
  /** Address of the site. */
  url: string
  /** As stated, such as `en-US`. */
  language: string
  /** Display names, by login. */
  authors: Map<string, string>
  /** Names of categories, by term id. */
  categories: Map<string, string>
  /** By prefix. */
  namespaces: Record<string, string>
}

/** Reads the head, the part before the first item. Repairs are added to the notes; missing values stay empty. */
export function readChannel(head: string, notes: ImportNote[]): Channel {
  const { open, namespaces, repairs } = readHead(head)
  notes.push(...repairNotes('the head of the file', repairs, 1))
  const channel: Channel = {
    title: '',
    url: '',
    language: '',
    authors: new Map(),
    categories: new Map(),
    namespaces: namespaces,
  }
  const element = open.find(one => one.name === 'channel')
  for (const child of element ? elements(element) : []) readMember(child, channel)
  return channel
}

function readMember(element: XmlElement, channel: Channel): void {
  const text = ownText(element).trim()
  switch (usualName(element)) {
    case 'title':
      channel.title = text
      break
    case 'link':
      channel.url ||= text
      break
    case 'wp:base_blog_url':
      channel.url = text || channel.url
      break
    case 'language':
      channel.language = text
      break
    case 'wp:author':
      readAuthor(element, channel)
      break
    case 'wp:category':
      add(channel.categories, part(element, 'wp:term_id'), part(element, 'wp:cat_name'))
      break
    case 'wp:term':
      if (part(element, 'wp:term_taxonomy') === 'category') {
        add(channel.categories, part(element, 'wp:term_id'), part(element, 'wp:term_name'))
      }
  }
}

function readAuthor(element: XmlElement, { authors }: Channel): void {
  const name =
    part(element, 'wp:author_display_name') ||
    [part(element, 'wp:author_first_name'), part(element, 'wp:author_last_name')].filter(Boolean).join(' ')
  add(authors, part(element, 'wp:author_login'), name)
}

function add(names: Map<string, string>, key: string, name: string): void {
  if (key !== '' && name !== '' && !names.has(key)) names.set(key, name)
}

function part(element: XmlElement, name: string): string {
  return ownText(elements(element).find(child => usualName(child) === name)).trim()
}
