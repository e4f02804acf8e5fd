import { STATUS_CODES } from 'node:http'
import { noReadScope } from '../message/editorial-operation.ts'
import { previewRefused } from '../message/operation.ts'
import { problemType } from '../problem/problem.ts'

type Node = Record<string, unknown>
/** A place of the document that may hold a reference instead of its content. */
type Place = { holder: Node; key: string; tag: string }

/** Names of the responses that their status does not tell apart, by description. */
const responseNames: Record<string, string> = { [noReadScope]: 'NoReadScope', [previewRefused]: 'PreviewRefused' }

const onEveryAnswer = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy']

/**
 * Moves responses that the document contains more than once to its components: errors, and answers without content.
 * What an operation takes and gives stands in the operation, where readers and small tools look for it.
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

/** Replaces what is repeated by references, and returns it by name. */
function share(places: Place[]): Node {
  const groups = Map.groupBy(places, ({ holder, key }) => JSON.stringify([key, holder[key]]))
  const repeated = [...groups].filter(([, group]) => group.length > 1)
  const shared = new Map<string, unknown>()
  // The most frequent content gets the shortest name.
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

/** `NotFound`, `NotFoundPage` where it may be a page, `OkWorkingCopy`, `NotModifiedWithETag`. */
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
