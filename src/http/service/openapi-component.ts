import { STATUS_CODES } from 'node:http'
import { noReadScope } from '../message/editorial-operation.ts'
import { previewRefused } from '../message/operation.ts'
import { problemType } from '../problem/problem.ts'

type Node = Record<string, unknown>
/** A response object in the document, which a reference may replace. */
type ResponsePlace = { holder: Node; key: string; tag: string }

/** Names of responses that share a status with others, by description. */
const responseNames: Record<string, string> = { [noReadScope]: 'NoReadScope', [previewRefused]: 'PreviewRefused' }

const onEveryAnswer = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']

/**
 * Moves repeated responses to the components: errors, and responses without content. Parameters and content stay in the
 * operation, because some simple tools do not follow references.
 */
export function shareComponents<Document extends object>(document: Document): Document {
  const components = Object(Object(document)['components'])
  const operations = Object.values(Object(Object(document)['paths'])).flatMap(item => Object.values(Object(item)))
  const places = operations.flatMap(operation => {
    const holder: Node = Object(operation)['responses'] ?? {}
    const shared = Object.keys(holder).filter(status => !/^(?:2|30[1-38])/.test(status))
    return shared.map(key => ({ holder, key, tag: String(Object(operation).tags?.[0]) }))
  })
  Object.assign(components, { responses: share(places) })
  return document
}

/** Replaces repeated responses by references, and returns the responses by name. */
function share(places: ResponsePlace[]): Node {
  const groups = Map.groupBy(places, ({ holder, key }) => JSON.stringify([key, holder[key]]))
  const repeated = [...groups].filter(([, group]) => group.length > 1)
  const shared = new Map<string, unknown>()
  // The most frequent response gets the shortest name.
  for (const [, group] of repeated.toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))) {
    const [first] = group
    if (first === undefined) continue
    const content = first.holder[first.key]
    const names = responseNamesOf(Object(content), first.key)
    const [tag, ...otherTags] = new Set(group.map(place => place.tag))
    if (otherTags.length === 0) names.splice(1, 0, `${tag}${names[0]}`)
    const name = names.find(one => !shared.has(one)) ?? numbered(names[0] ?? '', shared)
    shared.set(name, content)
    for (const { holder, key } of group) holder[key] = { $ref: `#/components/responses/${name}` }
  }
  return Object.fromEntries([...shared].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function numbered(name: string, taken: Map<string, unknown>): string {
  let number = 2
  while (taken.has(`${name}${number}`)) number += 1
  return `${name}${number}`
}

/** Candidate names, such as `NotFound`, `NotFoundPage`, `OkWorkingCopy` and `NotModifiedWithETag`. */
function responseNamesOf({ description, content, headers }: Node, status: string): string[] {
  const media = Object.entries(Object(content)).map(([type, one]) => {
    if (type === problemType) return ''
    const { $ref: reference } = Object(Object(one)['schema'])
    const name = String(reference ?? '')
      .split('/')
      .at(-1)
    return name || (status.startsWith('2') ? pascal(type.split('/').at(-1) ?? '') : 'Page')
  })
  const plain = responseNames[String(description)] ?? pascal(STATUS_CODES[status]?.toLowerCase() ?? 'other error')
  const name = `${plain}${media.join('')}`
  const own = Object.keys(Object(headers)).filter(field => !onEveryAnswer.includes(field))
  return own.length === 0 ? [name] : [name, `${name}With${own.map(pascal).join('')}`]
}

function pascal(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/)
  return words.map(word => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join('')
}
