import { readFileSync } from 'node:fs'

/** A page of `docs/` as a tag of the OpenAPI document: viewers show it in front of the operations. */
export type Guide = { name: string; 'x-displayName': string; description: string }

const folder = new URL('docs/', import.meta.resolve('offprint/package.json'))

/** In the order of the sidebar. Pages for contributors are not among them. */
const files = [
  'getting-started',
  'api',
  'sync',
  'syndication',
  'importing',
  'editing',
  'errors',
  'operating',
  'settings',
  'glossary',
]

/** The guides for users of the API and for operators, as the package ships them. */
export function readGuides(): Guide[] {
  return files.map(file => guide(file, readFileSync(new URL(`${file}.md`, folder), 'utf8')))
}

/** The title is the first line. Links between guides lead to their tags; links to other files become plain text. */
function guide(file: string, text: string): Guide {
  const end = text.indexOf('\n')
  const description = text.slice(end).replace(relativeLink, (_, words: string, target: string) => {
    const linked = target.split('#', 1)[0]?.replace('.md', '') || file
    return files.includes(linked) ? `[${words}](#tag/${tagOf(linked)})` : words
  })
  return { name: tagOf(file), 'x-displayName': text.slice(0, end).replace('# ', ''), description: description.trim() }
}

function tagOf(file: string): string {
  return `guide-${file}`
}

const relativeLink = /\[([^[\]\n]*)\]\((?!https?:)([^()[\]\s]*)\)/g
