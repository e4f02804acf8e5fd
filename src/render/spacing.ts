import type { PhrasingContent } from 'mdast'

/**
 * Moves white space and breaks at both ends of a mark outside of it: this looks the same, and Markdown cannot express
 * `**word **`.
 */
export function spacedOutside(children: readonly PhrasingContent[]): {
  before: PhrasingContent[]
  inside: PhrasingContent[]
  after: PhrasingContent[]
} {
  const inside = [...children]
  const before: PhrasingContent[] = []
  const after: PhrasingContent[] = []
  for (let node = inside.shift(); node; node = inside.shift()) {
    const [space, rest] = split(node, 'start')
    if (space) before.push(space)
    if (!rest) continue
    inside.unshift(rest)
    break
  }
  for (let node = inside.pop(); node; node = inside.pop()) {
    const [space, rest] = split(node, 'end')
    if (space) after.unshift(space)
    if (!rest) continue
    inside.push(rest)
    break
  }
  return { before, inside, after }
}

/** The white space at one end of a node, and the rest of the node. */
function split(
  node: PhrasingContent,
  end: 'start' | 'end',
): [space?: PhrasingContent | undefined, rest?: PhrasingContent] {
  if (node.type === 'break' || (node.type === 'html' && node.value === '<br>')) return [node]
  if (node.type !== 'text') return [undefined, node]
  const words = end === 'start' ? node.value.trimStart() : node.value.trimEnd()
  const length = node.value.length - words.length
  if (length === 0) return [undefined, node]
  const space = { ...node, value: end === 'start' ? node.value.slice(0, length) : node.value.slice(words.length) }
  return words === '' ? [node] : [space, { ...node, value: words }]
}
