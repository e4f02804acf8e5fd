/**
 * Lists what a browser shows of an element, line by line: `{ what, words }`. Lines come from the layout, not from the
 * markup: a line ends with its box. Collapsed and hidden content is not in the list.
 */
export function shown(root) {
  const rows = []
  let line = { what: 'text', words: '', marks: [] }

  function flush(what) {
    const words = line.what === 'pre' ? line.words.replaceAll(breakSign, '\n') : joined(line.words)
    if (words) rows.push({ what: line.what, words }, ...line.marks)
    line = { what, words: '', marks: [] }
  }

  function visit(node, what) {
    if (node.nodeType === Node.TEXT_NODE) line.words += kept(node, what)
    if (node.nodeType !== Node.ELEMENT_NODE || !node.checkVisibility()) return
    const name = node.localName
    const thing = things[name]?.(node)
    if (name === 'br') line.words += breakSign
    else if (thing) {
      flush(what)
      rows.push({ what: name, words: thing })
    } else if (getComputedStyle(node).display.startsWith('inline')) inline(node, name, what)
    else {
      const inner = lines.has(name) ? name : what
      flush(inner)
      for (const child of node.childNodes) visit(child, inner)
      flush(what)
    }
  }

  /** A link shows its target, a mark its kind. */
  function inline(node, name, what) {
    const own = name === 'a' ? `${node.textContent} → ${decodeURI(node.getAttribute('href'))}` : node.textContent
    if (marks.has(name) && node.textContent.trim()) line.marks.push({ what: name, words: own.trim() })
    for (const child of node.childNodes) visit(child, what)
  }

  visit(root, 'text')
  flush('text')
  return rows
}

/** Replaces a hard break while white space is collapsed. */
const breakSign = '\u2028'

function joined(words) {
  return words
    .replace(/[ \t\n]+/g, ' ')
    .replaceAll(breakSign, '\n')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}

const lines = new Set([
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'p',
  'li',
  'pre',
  'th',
  'td',
  'caption',
  'figcaption',
  'summary',
  'blockquote',
])
const marks = new Set(['a', 'code', 'em', 'mark', 's', 'strong', 'sub', 'sup', 'u'])

/** Visible elements that are not text. */
const things = {
  audio: node => address(node),
  hr: () => '―',
  img: node => [node.alt, node.getAttribute('src')].filter(Boolean).join(' → '),
  input: node => (node.checked ? '☑' : '☐'),
  video: node => address(node),
}

const address = node => node.querySelector('source')?.getAttribute('src') ?? node.getAttribute('src') ?? ''

/** White space matters in code. */
function kept({ data }, what) {
  return what === 'pre' ? data.replace(/\n$/, '').replaceAll('\n', breakSign) : data
}

/**
 * Merges two lists. Each row says where it is shown: `both`, `page` or `blocks`. The longest common sequence of rows is
 * aligned.
 */
export function compared(page, blocks) {
  const same = (one, other) => one.what === other.what && one.words === other.words
  const longest = Array.from({ length: page.length + 1 }, () => new Uint32Array(blocks.length + 1))
  for (let at = page.length - 1; at >= 0; at -= 1) {
    for (let by = blocks.length - 1; by >= 0; by -= 1) {
      longest[at][by] = same(page[at], blocks[by])
        ? longest[at + 1][by + 1] + 1
        : Math.max(longest[at + 1][by], longest[at][by + 1])
    }
  }
  const rows = []
  let [at, by] = [0, 0]
  while (at < page.length || by < blocks.length) {
    if (at < page.length && by < blocks.length && same(page[at], blocks[by])) {
      rows.push({ where: 'both', ...page[at++] })
      by += 1
    } else if (by === blocks.length || (at < page.length && longest[at + 1][by] >= longest[at][by + 1])) {
      rows.push({ where: 'page', ...page[at++] })
    } else rows.push({ where: 'blocks', ...blocks[by++] })
  }
  return rows
}
