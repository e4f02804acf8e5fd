/** tap measures no coverage. It would search for the source of each suite first, and start the suites in a random order. */
export default function sourceOf(): null {
  return null
}
