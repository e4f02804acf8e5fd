import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { type Described, type Operation, resolved } from './resolved.ts'

type Node = Record<string, unknown>

export type StoredResponse = {
  method: string
  /** Path and query. */
  url: string
  status: number
  headers: Record<string, string | number | string[] | undefined>
  body: string
}

export type AnswerCheck = {
  document: Described
  /** Differences between an answer and the document. */
  faultsOf(answer: StoredResponse): string[]
  /** The errors of a value against a schema; undefined = none. */
  schemaFault(name: string, value: unknown): string | undefined
  operationAt(method: string, url: string): Operation | undefined
  /** Answers so far, by operation id and status. */
  seen: Map<string, number>
  /** Header fields in the document that no answer of their operation and status had. */
  missingHeaders(): string[]
}

/**
 * Checks whole answers against the document: status, media type, body and header fields. Undocumented members and header
 * fields are also faults, although clients must ignore them.
 */
export function answerCheck(): AnswerCheck {
  const document = closed(resolved())
  const ajv = new Ajv2020({ strict: false, inlineRefs: false, schemas: [{ ...document, $id: 'document' }] })
  addFormats.default(ajv)
  const validators = new Map<string, ValidateFunction>()
  const names = Object.keys(document.components.headers)
  const shapes = Object.keys(document.paths)
    .map(path => ({ path, shape: shapeOf(path) }))
    .toSorted((a, b) => literal(b.path) - literal(a.path))
  const seen = new Map<string, number>()
  const missing = new Map<string, boolean>()

  function validator(steps: string[], base = 'document'): ValidateFunction {
    const place = steps.map(step => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    const pointer = encodeURI(`${base}#/${place}`)
    const known = validators.get(pointer) ?? ajv.compile({ $ref: pointer })
    validators.set(pointer, known)
    return known
  }

  function bodyFaults(
    path: string,
    method: string,
    status: string,
    operation: Operation,
    answer: StoredResponse,
  ): string[] {
    const content = operation.responses[status]?.content
    const [type = ''] = String(answer.headers['content-type'] ?? '').split(';')
    if (method === 'head' || answer.method === 'HEAD') return answer.body === '' ? [] : ['HEAD has a body']
    if (!content) return answer.body === '' ? [] : ['has a body, which is not described']
    if (!(type in content)) return [`is ${type || 'of no type'}, described as ${Object.keys(content)}`]
    const steps = ['paths', path, method, 'responses', status, 'content', type, 'schema']
    const isSparse = /[?&](?:fields|cursor|token)=/.test(answer.url)
    if (isSparse && !ajv.getSchema('sparse')) ajv.addSchema(sparse(document))
    const validate = validator(steps, isSparse ? 'sparse' : 'document')
    const value = /[/+]json$/.test(type) ? JSON.parse(answer.body) : answer.body
    return validate(value) ? [] : [ajv.errorsText(validate.errors)]
  }

  function headerFaults(name: string, status: string, operation: Operation, answer: StoredResponse): string[] {
    const described = operation.responses[status]?.headers ?? {}
    return names.flatMap(field => {
      const value = answer.headers[field.toLowerCase()]
      const isDescribed = field in described
      const key = `${name} ${status} ${field}`
      if (isDescribed && status !== 'default' && !field.startsWith('RateLimit'))
        missing.set(key, missing.get(key) !== false && value === undefined)
      if (value === undefined) {
        return isDescribed && document.components.headers[field]?.required ? [`lacks ${field}`] : []
      }
      if (!isDescribed) return [`has ${field}, which is not described`]
      const isNumber = document.components.headers[field]?.schema['type'] === 'integer'
      const validate = validator(['components', 'headers', field, 'schema'])
      return validate(isNumber ? Number(value) : String(value))
        ? []
        : [`${field}: ${ajv.errorsText(validate.errors)}: ${value}`]
    })
  }

  const pathOf = (url: string) => shapes.find(({ shape }) => shape.test(url.split('?')[0] ?? ''))?.path ?? ''

  return {
    document,
    seen,
    schemaFault(name, value) {
      const validate = validator(['components', 'schemas', name])
      return validate(value) ? undefined : ajv.errorsText(validate.errors)
    },
    operationAt: (method, url) => document.paths[pathOf(url)]?.[method.toLowerCase()],
    faultsOf(answer) {
      const path = pathOf(answer.url)
      const method = answer.method === 'HEAD' ? 'get' : answer.method.toLowerCase()
      const operation = document.paths[path]?.[method]
      if (!operation) return [`${answer.method} ${answer.url} is not described`]
      const own = String(answer.status)
      const status = own in operation.responses ? own : 'default'
      const name = operation.operationId
      seen.set(`${name} ${own}`, (seen.get(`${name} ${own}`) ?? 0) + 1)
      const place = `${name} ${own}: `
      if (status === 'default' && !mayBeDefault.has(answer.status)) return [`${place}the status is not described`]
      return [
        ...bodyFaults(path, method, status, operation, answer),
        ...headerFaults(name, status, operation, answer),
      ].map(fault => place + fault)
    },
    missingHeaders: () => [...missing].filter(([, isMissing]) => isMissing).map(([key]) => key),
  }
}

/** Error statuses that any operation may answer: the document has one response for all of them. */
const mayBeDefault = new Set([400, 401, 403, 405, 413, 414, 431, 500, 503, 507])

function shapeOf(path: string): RegExp {
  const text = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${text}$`)
}

function literal(path: string): number {
  return path.replace(/\{\w+\}/g, '').length
}

/** The document with closed objects, so that an undocumented member is a fault. */
function closed(document: Described): Described {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]): [string, Node] => {
    const isOpen = schema['properties'] && schema['additionalProperties'] === undefined
    return [name, isOpen ? { ...schema, additionalProperties: false } : schema]
  })
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } }
}

/** The document for answers to requests with `fields`. */
function sparse(document: Described): object {
  const { SparseArticle, ...others } = document.components.schemas
  const { properties } = Object(others['ArticleItem'])
  const item = { ...SparseArticle, properties: { ...Object(SparseArticle?.['properties']), ...properties } }
  const schemas = { ...others, Article: SparseArticle, ArticleItem: item }
  return { ...document, $id: 'sparse', components: { ...document.components, schemas } }
}
