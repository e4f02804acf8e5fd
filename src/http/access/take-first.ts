/**
 * Gives what stands first in a Map or Set, which is then to be removed or put last; undefined where it is empty. The
 * iterator is kept: a new one would pass everything that was ever removed from the front until the collection is laid
 * out anew, which at thousands of entries costs more than all the rest of an answer.
 *
 * @param begin an iterator over the living collection, such as `() => map.keys()`
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
