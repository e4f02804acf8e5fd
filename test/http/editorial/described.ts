import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { resolved } from '../../openapi/resolved.ts'

/** Checks answers against the OpenAPI document: undefined where one is as described, else what is wrong. */
export function describedBy() {
  const document = resolved()
  const ajv = new Ajv2020({ strict: false, schemas: [{ ...document, $id: 'document' }] })
  addFormats.default(ajv)
  const known = new Map<string, ValidateFunction | null>()
  const templates = Object.keys(document.paths ?? {}).map(path => ({
    path,
    shape: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }))

  function validatorOf(method: string, path: string, status: number): ValidateFunction | null {
    const operation = Object(Object(document.paths)[path])[method.toLowerCase()]
    const answer = Object(operation).responses?.[status] ?? Object(operation).responses?.default
    const [type] = Object.keys(Object(Object(answer).content))
    if (type === undefined) return null
    const stated = Object(operation).responses?.[status] ? status : 'default'
    const steps = ['paths', path, method.toLowerCase(), 'responses', stated, 'content', type, 'schema']
    const pointer = steps.map(step => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    return ajv.compile({ $ref: encodeURI(`document#/${pointer}`) })
  }

  return (method: string, url: string, status: number, body: unknown): string | undefined => {
    const [pathname = ''] = url.split('?')
    const path = templates.find(({ shape }) => shape.test(pathname))?.path
    if (path === undefined) return undefined
    const name = `${method} ${path} ${status}`
    const validate = known.get(name) ?? validatorOf(method, path, status)
    known.set(name, validate)
    if (!validate) return body === undefined ? undefined : `${name} has a body that the document does not describe`
    return validate(body) ? undefined : `${name}: ${ajv.errorsText(validate.errors)}`
  }
}
