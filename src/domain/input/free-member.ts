import type { z } from 'zod'

/** Assigning to `__proto__` would replace the prototype of an object. */
export const forbiddenName = 'is not an allowed name: choose another one'

/** Adds an issue for each name and number of free members that cannot be stored. They would be left out otherwise. */
export function checkFreeMembers(members: Record<string, unknown>, context: z.core.$RefinementCtx): void {
  for (const { path, message } of faults(members, [])) context.addIssue({ code: 'custom', path, message })
}

function* faults(value: unknown, path: PropertyKey[]): Generator<{ path: PropertyKey[]; message: string }> {
  // JSON.parse reads 1e400 as Infinity.
  if (typeof value === 'number' && !Number.isFinite(value)) {
    yield { path, message: 'is too large for a number (IEEE 754 double): send it as a string' }
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const whole = [...path, Array.isArray(value) ? Number(name) : name]
    if (name === '__proto__') yield { path: whole, message: forbiddenName }
    else yield* faults(member, whole)
  }
}
