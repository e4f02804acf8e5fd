import { openapiDocument } from '../../src/http/service/openapi-document.ts'

type Node = Record<string, unknown>

export type Parameter = { name: string; in: string; required?: boolean; schema: Node }
export type Answer = {
  description: string
  headers?: Record<string, { $ref: string }>
  content?: Record<string, { schema: Node }>
}
export type Operation = {
  operationId: string
  summary: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Node }> }
  responses: Record<string, Answer>
  security?: Record<string, string[]>[]
}
export type Described = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Node>; headers: Record<string, Node & { schema: Node; required?: boolean }> }
}

/** An OpenAPI document, the committed one unless given, whose operations contain their responses and parameters. */
export function resolved(document: object = openapiDocument('')): Described {
  const whole = structuredClone(document) as Described
  const content = (value: unknown) => {
    const { $ref: reference } = Object(value)
    if (typeof reference !== 'string') return value
    const steps = reference.replace(/^#\//, '').split('/')
    return steps.reduce<unknown>((at, step) => Object(at)[step], whole)
  }
  for (const operation of Object.values(whole.paths).flatMap(item => Object.values(item))) {
    const answers = Object.entries(operation.responses).map(([status, answer]) => [status, content(answer)])
    operation.responses = Object.fromEntries(answers)
    if (operation.parameters) operation.parameters = operation.parameters.map(one => content(one) as Parameter)
  }
  return whole
}
