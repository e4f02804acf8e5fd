import { z } from 'zod'

/** A variable that is a whole number. */
export const wholeNumber = (low: number, high: number, fallback: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.int().min(low).max(high))
    .prefault(String(fallback))
    .meta({ description, allowed: `a whole number from ${low} to ${high}`, shown: String(fallback) })
