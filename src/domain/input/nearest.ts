/**
 * The known name that a mistyped one probably means: one that begins with it, else the one with the fewest edits. The
 * maximum is a third of the length of either name; two edits in names of five letters, one in shorter names, because
 * two letters are often swapped.
 */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = fold(given)
  if (wanted.length > 40) return undefined
  const ranked = known
    .map(name => ({ name, edits: begins(wanted, fold(name)) ? 0 : edits(wanted, fold(name)) }))
    .filter(({ name, edits }) => edits <= maxEdits(wanted, fold(name)))
    // Names that differ in a sign only, such as `publishedAt` and `-publishedAt`, are equally near; the right sign
    // decides.
    .sort((a, b) => a.edits - b.edits || edits(given, a.name) - edits(given, b.name))
  return ranked[0]?.name
}

function maxEdits(wanted: string, name: string): number {
  const shorter = Math.min(wanted.length, name.length)
  return shorter < 2 ? 0 : shorter < 5 ? 1 : Math.max(2, Math.floor(shorter / 3))
}

/** Whether a name was abbreviated, such as `lang`; two letters are too ambiguous. */
function begins(wanted: string, name: string): boolean {
  return wanted.length > 2 && name.startsWith(wanted)
}

/** `page_size`, `Page-Size` and `pageSize` are the same name. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, '')
}

/** Levenshtein distance: number of insertions, deletions and replacements. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
