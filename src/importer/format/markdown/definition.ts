import type { Nodes, Paragraph, PhrasingContent, RootContent } from 'mdast'

type Entry = { lines: PhrasingContent[][]; node: Paragraph }

/** Definition lists of Markdown Extra, kramdown and Hugo: a line with the term, then lines that begin with `:`. */
export function definitionLists(parent: Nodes): void {
  if (!('children' in parent) || !parent.children.some(isDefining)) return
  const children: RootContent[] = []
  for (const child of parent.children) {
    const entry = child.type === 'paragraph' ? { node: child, lines: linesOf(child) } : undefined
    const last = children.at(-1)
    const opens = entry?.lines[0] !== undefined && !defines(entry.lines[0]) && entry.lines.slice(1).some(defines)
    const goes = entry?.lines[0] !== undefined && defines(entry.lines[0])
    if (entry && opens) pushItems(children, entry)
    else if (entry && goes && last && isList(last)) itemsOf(entry, last.children as never[])
    else if (entry && goes && last?.type === 'paragraph' && linesOf(last).length === 1) {
      children.pop()
      pushItems(children, { node: last, lines: linesOf(last) })
      const list = children.at(-1)
      if (list && isList(list)) list.children.push(...(itemsOf(entry) as never[]))
    } else children.push(child)
  }
  parent.children = children as never
}

function pushItems(children: RootContent[], entry: Entry): void {
  const items = itemsOf(entry)
  const last = children.at(-1)
  if (last && isList(last)) last.children.push(...(items as never[]))
  else children.push({ type: 'blockquote', children: items as never, data: { hName: 'dl' }, ...positioned(entry.node) })
}

/** Terms and definitions. A line without a mark continues the definition before it. */
function itemsOf({ lines, node }: Entry, items: Paragraph[] = []): Paragraph[] {
  for (const line of lines) {
    const isDefinition = defines(line)
    const last = items.at(-1)
    const [first] = isDefinition ? unmarked(line) : []
    if (first?.type === 'text' && first.value.startsWith('\ufdd2') && last?.data?.hName === 'dd') {
      last.children.push({ type: 'break' }, { type: 'break' }, { ...first, value: first.value.slice(1) })
      last.children.push(...unmarked(line).slice(1))
    } else if (!isDefinition && last?.data?.hName === 'dd') last.children.push({ type: 'text', value: '\n' }, ...line)
    else
      items.push({
        type: 'paragraph',
        children: isDefinition ? unmarked(line) : line,
        data: { hName: isDefinition ? 'dd' : 'dt' },
        ...positioned(node),
      })
  }
  return items
}

function isDefining(node: Nodes): boolean {
  return (
    node.type === 'paragraph' &&
    node.children.some(
      (child, index) => child.type === 'text' && (index === 0 ? /(^|\n):[ \t]+\S/ : /\n:[ \t]+\S/).test(child.value),
    )
  )
}

function isList(node: Nodes): node is Extract<Nodes, { type: 'blockquote' }> {
  return node.type === 'blockquote' && node.data?.hName === 'dl'
}

function defines(line: readonly PhrasingContent[]): boolean {
  const [first] = line
  return first?.type === 'text' && /^[ \t]*:[ \t]+/.test(first.value)
}

function unmarked([first, ...rest]: readonly PhrasingContent[]): PhrasingContent[] {
  return first?.type === 'text' ? [{ ...first, value: first.value.replace(/^[ \t]*:[ \t]+/, '') }, ...rest] : [...rest]
}

function linesOf({ children }: Paragraph): PhrasingContent[][] {
  const lines: PhrasingContent[][] = [[]]
  for (const child of children) {
    if (child.type !== 'text') {
      lines.at(-1)?.push(child)
      continue
    }
    for (const [index, value] of child.value.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (value !== '') lines.at(-1)?.push({ ...child, value })
    }
  }
  return lines
}

function positioned({ position }: Paragraph): Pick<Paragraph, 'position'> {
  return position === undefined ? {} : { position }
}
