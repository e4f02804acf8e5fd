import type { Test } from 'tap'

/**
 * Asserts that a value has these members with exactly these values, whatever others it has. Lists must have the same
 * length. A regular expression stands for any text that it matches.
 */
export function hasMembers(t: Pick<Test, 'strictSame'>, actual: unknown, expected: unknown, message?: string): boolean {
  return message === undefined
    ? t.strictSame(picked(actual, expected), expected)
    : t.strictSame(picked(actual, expected), expected, message)
}

/** What the actual value has of the members that are expected. */
function picked(actual: unknown, expected: unknown): unknown {
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual) ? expected : actual
  if (Array.isArray(expected)) {
    return Array.isArray(actual)
      ? actual.map((one, index) => (index < expected.length ? picked(one, expected[index]) : one))
      : actual
  }
  if (!isPlain(expected) || typeof actual !== 'object' || actual === null) return actual
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [name, picked(Reflect.get(actual, name), value)]),
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
