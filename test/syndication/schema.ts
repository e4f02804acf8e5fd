import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const folder = new URL('../../../shared/schemas/', import.meta.url)

/** Why a value is not valid, or undefined where the schema is not on this machine. */
export type Validate = ((value: unknown) => string[]) | undefined

export const validateNinjs = validator(() => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(schema('geojson/GeoJSON.json'), 'https://geojson.org/schema/GeoJSON.json')
  return ajv.compile(schema('ninjs/ninjs-schema_3.1.json'))
})

export const validateJsonFeed = validator(() => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  return ajv.compile(schema('jsonfeed/jsonfeed-schema-v1.1.json'))
})

function validator(
  compile: () => { (value: unknown): unknown; errors?: null | { instancePath: string; message?: string }[] },
): Validate {
  if (!existsSync(folder)) return undefined
  const validate = compile()
  return value => {
    validate(value)
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

function schema(path: string): object {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'))
}
