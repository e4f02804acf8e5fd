/** @import { components } from './schema.ts' */
/** @typedef {components['schemas']} Schemas */
/** @typedef {Schemas['Block']} Block */
/** @typedef {Map<string, string>} Labels of footnotes by anchor */

/**
 * Renders an article of the API as elements. Text is inserted only as text and addresses as attributes, so nothing in an
 * article can become markup. Use it as the start of a front end: one function per block type; the types are final for v1.
 * TypeScript checks this file with the `schema.ts` that openapi-typescript generates from `/openapi.json`.
 *
 * @param {Schemas['Article']} article
 */
export function articleElements({ title, summary, metadata, keyTakeaways, sections, footnotes }) {
  const ranks = headingRanks(sections)
  const labels = new Map(footnotes.map(({ anchor, label }) => [anchor, label]))
  const header = element('header', {}, element('h1', {}, title), summary && element('p', {}, summary))
  if (metadata.image) header.append(picture(metadata.image, labels))
  return [
    header,
    keyTakeaways.length > 0 &&
      element(
        'aside',
        {},
        element('h2', {}, 'Key Takeaways'),
        list(keyTakeaways.map(one => inlines(one.content, labels))),
      ),
    ...sections.map((section, index) => sectionElement(section, ranks[index], labels)),
    footnotes.length > 0 &&
      element(
        'section',
        {},
        element('h2', {}, 'Footnotes'),
        element(
          'ol',
          {},
          footnotes.map(note => footnote(note, labels)),
        ),
      ),
  ].filter(Boolean)
}

/**
 * @param {Schemas['Section']} section
 * @param {number} rank
 * @param {Labels} labels
 */
function sectionElement({ anchor, heading, headingContent, blocks }, rank, labels) {
  const words = heading === undefined ? undefined : headingContent ? inlines(headingContent, labels) : heading
  return element(
    'section',
    { id: anchor },
    words && element(`h${Math.min(rank, 6)}`, {}, words),
    blocksOf(blocks, labels),
  )
}

/** Heading ranks grow by one from the title down, even if the source skips levels. */
function headingRanks(sections) {
  const open = []
  return sections.map(({ heading, level }) => {
    while (open.at(-1) >= level) open.pop()
    return open.push(heading === undefined ? 6 : level) + 1
  })
}

/** @type {(blocks: Block[], labels: Labels) => unknown[]} */
const blocksOf = (blocks, labels) =>
  blocks.map(block => {
    const render = /** @type {(block: unknown, labels: Labels) => unknown} */ (renderers[block.type] ?? renderers.other)
    return render(block, labels)
  })

/**
 * One renderer per block type. An unknown type has `blocks` with the same content.
 *
 * @type {{ [Type in Block['type']]: (block: Extract<Block, { type: Type }>, labels: Labels) => unknown }}
 */
const renderers = {
  paragraph: ({ content }, labels) => element('p', {}, inlines(content, labels)),
  list: ({ ordered, start, items }, labels) =>
    list(
      items.map(item => listItem(item, labels)),
      ordered ? 'ol' : 'ul',
      start === undefined ? {} : { start },
    ),
  quote: ({ blocks, attribution, sourceUrl }, labels) => {
    const words = element('blockquote', { cite: sourceUrl }, blocksOf(blocks, labels))
    const who = sourceUrl ? element('a', { href: sourceUrl }, attribution) : attribution
    return attribution ? element('figure', {}, words, element('figcaption', {}, who)) : words
  },
  code: ({ text, language, filename }) => {
    const words = element('pre', {}, element('code', { class: language && `language-${language}` }, text))
    const name = filename && element('figcaption', {}, element('code', {}, filename))
    return name ? element('figure', {}, name, words) : words
  },
  image: ({ image, link }, labels) => picture(image, labels, link),
  gallery: ({ images, caption }, labels) =>
    element(
      'figure',
      {},
      images.map(image => picture(image, labels)),
      captionOf(caption, labels),
    ),
  table: ({ caption, rows }, labels) =>
    element(
      'table',
      {},
      caption && element('caption', {}, inlines(caption, labels)),
      rows.map(({ cells }) =>
        element(
          'tr',
          {},
          cells.map(cell => tableCell(cell, labels)),
        ),
      ),
    ),
  media: (block, labels) => player(block, labels),
  embed: ({ url, title }) => element('figure', {}, element('a', { href: url }, title ?? new URL(url).hostname)),
  callout: ({ kind, title, blocks }, labels) =>
    kind === 'details'
      ? element('details', {}, element('summary', {}, title ?? '…'), blocksOf(blocks, labels))
      : element(
          'aside',
          {},
          element('p', {}, element('strong', {}, calloutTitle(kind, title))),
          blocksOf(blocks, labels),
        ),
  divider: () => element('hr'),
  other: ({ blocks = [] }, labels) => element('div', {}, blocksOf(blocks, labels)),
}

/** The kind of a callout as text, because colours and icons do not reach every reader. */
const calloutWords = { note: 'Note', tip: 'Tip', important: 'Important', warning: 'Warning', caution: 'Caution' }

function calloutTitle(kind, title) {
  const word = calloutWords[kind] ?? calloutWords.note
  return title ? `${word}: ${title}` : word
}

function list(items, name = 'ul', attributes = {}) {
  return element(
    name,
    attributes,
    items.map(item => element('li', {}, item)),
  )
}

/**
 * @param {Schemas['ListItem']} item
 * @param {Labels} labels
 */
function listItem({ content, checked, blocks }, labels) {
  const box =
    checked === undefined
      ? []
      : [element('input', { type: 'checkbox', disabled: '', checked: checked ? '' : undefined }), ' ']
  return [...box, ...inlines(content, labels), ...blocksOf(blocks, labels)]
}

/**
 * @param {Schemas['TableCell']} cell
 * @param {Labels} labels
 */
function tableCell({ content, header, colspan, rowspan, align }, labels) {
  const cell = element(header ? 'th' : 'td', { colspan, rowspan }, inlines(content, labels))
  if (align) cell.style.textAlign = align
  return cell
}

/**
 * @param {Schemas['Image']} image
 * @param {Labels} labels
 * @param {string} [link]
 */
function picture({ url, alt = '', width, height, caption, credit, variants }, labels, link) {
  const sizes = [...variants.filter(one => !one.mediaType), ...(width ? [{ url, width }] : [])]
  const srcset = sizes.map(one => `${one.url.replaceAll(',', '%2C')} ${one.width}w`).join(', ')
  const img = element('img', { src: url, alt, width, height, loading: 'lazy', srcset: srcset || undefined })
  const by = credit && element('small', {}, credit)
  const words = captionOf([...(caption ?? []), ...(caption && by ? [{ text: ' ' }] : [])], labels, by)
  return element('figure', {}, link ? element('a', { href: link }, img) : img, words)
}

/**
 * @param {Schemas['MediaBlock']} block
 * @param {Labels} labels
 */
function player({ kind, url, mediaType, poster, caption }, labels) {
  const source = element('source', { src: url, type: mediaType })
  const words = captionOf(caption, labels)
  if (kind === 'audio' || kind === 'video') {
    const attributes = { controls: '', preload: 'none', poster: kind === 'video' ? poster?.url : undefined }
    return element('figure', {}, element(kind, attributes, source), words)
  }
  const name = caption?.map(run => run.text).join('') || new URL(url).pathname.split('/').findLast(Boolean)
  return element('p', {}, element('a', { href: url, type: mediaType }, name))
}

/**
 * @param {Schemas['Inline'][] | undefined} content
 * @param {Labels} labels
 * @param {unknown} [more]
 */
function captionOf(content, labels, more) {
  return content?.length || more ? element('figcaption', {}, inlines(content ?? [], labels), more) : undefined
}

/**
 * @param {Schemas['Footnote']} note
 * @param {Labels} labels
 */
function footnote({ anchor, blocks }, labels) {
  return element('li', { id: noteId(anchor) }, blocksOf(blocks, labels))
}

/** Anchors of sections have no colon, so the two cannot collide. */
const noteId = anchor => `note:${anchor}`

/** Marks of a run are nested, the innermost first. */
const marks = {
  code: 'code',
  subscript: 'sub',
  superscript: 'sup',
  emphasis: 'em',
  strong: 'strong',
  strikethrough: 's',
  underline: 'u',
  highlight: 'mark',
}

/**
 * A run with a footnote is the label itself, or text followed by the label.
 *
 * @param {Schemas['Inline'][]} content
 * @param {Labels} labels
 */
function inlines(content, labels) {
  return content.flatMap(run => {
    const label = labels.get(run.footnote ?? '')
    const reference =
      label === undefined ? [] : [element('sup', {}, element('a', { href: `#${noteId(run.footnote)}` }, label))]
    return run.text.trim() === label ? reference : [marked(run), ...reference]
  })
}

/** @param {Schemas['Inline']} run */
function marked(run) {
  const lines = run.text.split('\n').flatMap((line, index) => (index === 0 ? [line] : [element('br'), line]))
  const names = Object.keys(marks).filter(mark => run[mark])
  let words = names.reduce((inner, mark) => [element(marks[mark], {}, inner)], lines)
  if (run.lang) words = [element('span', { lang: run.lang, dir: 'auto' }, words)]
  if (run.link) words = [element('a', { href: run.link.href, title: run.link.title }, words)]
  return words.length === 1 ? words[0] : element('span', {}, words)
}

/** Strings become text; undefined is skipped. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value)
  made.append(
    ...children.flat(Number.POSITIVE_INFINITY).filter(child => child !== undefined && child !== '' && child !== false),
  )
  return made
}
