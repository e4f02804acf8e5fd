/**
 * Returns the first element of a Map or Set, or undefined when it is empty. The caller must then remove it or move it to
 * the end. It reuses one iterator: a new one skips all entries deleted from the front since the last rehash, which at
 * thousands of entries costs more than the rest of a response.
 *
 * @param begin creates an iterator over the live collection, such as `() => map.keys()`
 */
export function createTakeFirst<Value>(begin: () => Iterator<Value, undefined>): () => Value | undefined {
  let values = begin()
  return () => {
    const next = values.next()
    if (next.done !== true) return next.value
    values = begin()
    return values.next().value
  }
}
