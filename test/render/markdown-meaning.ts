import type { Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import type { Block } from '../../src/domain/body/block.ts'
import { type Inline, mergeRuns } from '../../src/domain/body/inline.ts'
import { legible } from '../../src/domain/text/legible-text.ts'
import { oneLine } from '../../src/render/characters.ts'

/** The content of a document in a form that can be compared. */
export type Meaning = (string | number | boolean | null | Meaning)[]

/** The content that an independent parser reads from a Markdown text. */
export function meaningOfMarkdown(text: string): Meaning {
  // Its transform makes links of escaped addresses too, which GitHub does not.
  const mdastExtensions = gfmFromMarkdown().map(extension => ({ ...extension, transforms: [] }))
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions })
  return tree.children.map(meaningOfNode)
}

function meaningOfNode(node: RootContent): Meaning {
  switch (node.type) {
    case 'paragraph':
      return ['p', ...meaningOfPhrasing(node.children)]
    case 'heading':
      return ['h', node.depth, ...meaningOfPhrasing(node.children)]
    case 'thematicBreak':
      return ['hr']
    case 'code':
      return ['code', node.lang ?? null, node.value]
    case 'blockquote':
      return ['quote', ...node.children.map(meaningOfNode)]
    case 'list':
      return [
        'list',
        node.ordered ? (node.start ?? 1) : null,
        ...node.children.map(item => item.children.map(meaningOfNode)),
      ]
    case 'table':
      return ['table', ...node.children.map(row => row.children.map(cell => meaningOfPhrasing(cell.children)))]
    default:
      return [node.type]
  }
}

type Run = [text: string, marks: string]

function meaningOfPhrasing(nodes: readonly PhrasingContent[]): Meaning {
  const runs: Run[] = []
  const open: string[] = []
  const walk = (node: Nodes) => {
    const marks = () => [...new Set(open)].sort().join(' ')
    if (node.type === 'text') runs.push([node.value, marks()])
    else if (node.type === 'break') runs.push(['\n', marks()])
    else if (node.type === 'inlineCode') runs.push([node.value, [...new Set([...open, 'code'])].sort().join(' ')])
    else if (node.type === 'image') runs.push([`${node.url} ${node.alt}`, 'image'])
    else if (node.type === 'html' && node.value === '<br>') runs.push(['\n', marks()])
    else if (node.type === 'html' && node.value.startsWith('</'))
      open.splice(open.lastIndexOf(node.value.slice(2, -1)), 1)
    else if (node.type === 'html') open.push(node.value.slice(1, -1))
    else if ('children' in node) {
      open.push(node.type === 'link' ? `link:${node.url}` : node.type)
      for (const child of node.children) walk(child)
      open.pop()
    }
  }
  for (const node of nodes) walk(node)
  return merge(runs)
}

/** White space looks the same with and without strong, emphasis and strikethrough. */
function merge(runs: readonly Run[]): Meaning {
  const merged: Run[] = []
  for (const [whole, marks] of runs) {
    const isCode = marks.split(' ').includes('code')
    for (const text of isCode ? [whole] : whole.split(/(\s+)/).filter(Boolean)) {
      const plain =
        isCode || text.trim()
          ? marks
          : marks
              .split(' ')
              .filter(mark => !attention.has(mark))
              .join(' ')
      const last = merged.at(-1)
      if (last && last[1] === plain) last[0] += text
      else merged.push([text, plain])
    }
  }
  return merged.map(([text, marks]) => [text, marks])
}

const attention = new Set(['strong', 'emphasis', 'delete'])

/** The content of the blocks, as far as Markdown can represent it. */
export function meaningOfBlocks(blocks: readonly Block[]): Meaning {
  return blocks.flatMap(block => {
    const meaning = meaningOfBlock(block)
    return meaning ? [meaning] : []
  })
}

function meaningOfBlock(block: Block): Meaning | undefined {
  switch (block.type) {
    case 'paragraph': {
      const words = meaningOfInlines(block.content)
      return words.length > 0 ? ['p', ...words] : undefined
    }
    case 'divider':
      return ['hr']
    case 'code':
      return ['code', (block.language && oneLine(block.language)) || null, legible(block.text)]
    case 'image':
      return ['p', [`${block.image.url} ${oneLine(block.image.alt ?? '')}`, 'image']]
    case 'table':
      return ['table', ...block.rows.map(row => row.cells.map(cell => meaningOfInlines(cell.content)))]
    case 'quote':
      return ['quote', ...meaningOfBlocks(block.blocks)]
    case 'list':
      return [
        'list',
        block.ordered ? (block.start ?? 1) : null,
        ...block.items.map(item => meaningOfBlocks([{ type: 'paragraph', content: item.content }, ...item.blocks])),
      ]
    default:
      return [block.type]
  }
}

const names = {
  strong: 'strong',
  emphasis: 'emphasis',
  strikethrough: 'delete',
  code: 'code',
  underline: 'u',
  highlight: 'mark',
} as const

export function meaningOfInlines(content: readonly Inline[]): Meaning {
  const clean = mergeRuns(content.map(run => ({ ...run, text: legible(run.text) })))
  const runs = clean.flatMap((run): Run[] => {
    const marks = Object.entries(names).flatMap(([member, name]) => (run[member as keyof typeof names] ? [name] : []))
    const all = [...marks, ...(run.link ? [`link:${run.link.href}`] : [])].sort().join(' ')
    // A line break inside code separates two runs of code.
    const broken = all.replace(/\bcode ?/, '').trim()
    return run.text
      .split(/(\n)/)
      .filter(Boolean)
      .map((text): Run => [text, text === '\n' ? broken : all])
  })
  while (runs[0] && runs[0][0].trim() === '') runs.shift()
  while (runs.at(-1)?.[0].trim() === '') runs.pop()
  const [first, last] = [runs[0], runs.at(-1)]
  if (first) first[0] = first[0].trimStart()
  if (last) last[0] = last[0].trimEnd()
  return merge(runs)
}
