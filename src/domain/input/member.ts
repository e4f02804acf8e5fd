import { z } from 'zod'

/** Names of the members that a schema allows at a path of a value; empty if it allows any name. */
export function membersAt(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  let type: z.ZodType | undefined = option(schema, value)
  let there = value
  for (const step of path) {
    there = Object(there)[step]
    type = type && option(within(type, step), there)
  }
  return type instanceof z.ZodObject ? Object.keys(type.shape) : []
}

function within(type: z.ZodType, step: PropertyKey): z.ZodType | undefined {
  if (type instanceof z.ZodObject) return Object.hasOwn(type.shape, step) ? type.shape[String(step)] : undefined
  if (type instanceof z.ZodArray) return type.element as z.ZodType
  return type instanceof z.ZodRecord ? (type.valueType as z.ZodType) : undefined
}

/** The branch of a union that a value was probably meant for: the one with its discriminator, else the first object. */
function option(type: z.ZodType | undefined, value: unknown): z.ZodType | undefined {
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable) return option(type.unwrap() as z.ZodType, value)
  if (!(type instanceof z.ZodUnion)) return type
  const objects = type.options.filter(one => one instanceof z.ZodObject)
  if (!(type instanceof z.ZodDiscriminatedUnion)) return objects[0]
  const name = type.def.discriminator
  return objects.find(one => one.shape[name]?.safeParse(Object(value)[name]).success)
}
