/** Text of about a given length that takes careless readers more than linear time or memory. */
export type Pattern = (size: number) => string

/** A text repeated up to a size. */
function times(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length))
}

/** A square of cells: half of the size for the first row, half for the others. */
function side(size: number, width: number): number {
  return Math.floor(size / 2 / width)
}

const numbered = (size: number, width: number, line: (index: number) => string) =>
  Array.from({ length: Math.ceil(size / width) }, (_, index) => line(index)).join('')

/** Patterns of plain text. */
export const textPatterns: Record<string, Pattern> = {
  'one long line': size => times('word ', size),
  'one long word': size => times('a', size),
  'dots after the heading of a table of contents': size => `Title\n\nContents\n${times('.', size)}x\n`,
  'white space within a line': size => `a${times(' ', size)}b`,
  'tabs within a line': size => `a${times('\t', size)}b`,
  'empty lines': size => `a${times('\n', size)}b`,
  'hash signs': size => `#${times('A', size)}!`,
  'lines of one letter': size => times('a\n', size),
  'bullets in ever deeper lines': size =>
    Array.from({ length: Math.floor(Math.sqrt(size * 2)) }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n'),
  'numbers of a list': size => numbered(size, 8, index => `${index + 1}. a\n`),
  'headings that are alike': size => times('HEADING\n\nWords.\n\n', size),
  colons: size => times('a: ', size),
  dashes: size => times('- ', size),
  'facts on one line': size => `Title\n\n${times('By Ann Lee | 3 May 2024 | 5 min read | ', size)}`,
  'names with commas': size => `Title\n\nBy ${times('Ann Lee, ', size)}`,
  tags: size => `Title\n\nTags: ${numbered(size, 8, index => `t${index}, `)}`,
  'quotation marks': size => times('"a ', size),
  'emoji of facts': size => times('📅 ', size),
  addresses: size => times('https://a.example/b ', size),
  'combining marks': size => `a${times('\u0301', size)}`,
}

/** Patterns of HTML, for every format that contains it. */
export const htmlPatterns: Record<string, Pattern> = {
  'elements that nothing closes': size => times('<div>', size),
  'quotes in quotes': size => times('<blockquote>', size),
  'elements that nest as deep as those of large pages': size =>
    times(`${'<div>a'.repeat(60)}${'</div>'.repeat(60)}`, size),
  'lists in lists': size => times('<ul><li>', size),
  'formatting that nothing closes': size => times('<b><i>a', size),
  'paragraphs in links that nothing closes': size => times('<a href="/b"><p>a', size),
  'signs that open tags': size => times('<', size),
  'tags that nothing ends': size => times('<a ', size),
  'attributes that nothing ends': size => times('<a title="', size),
  'comments that nothing ends': size => times('<!-- a ', size),
  'character references': size => times('&amp;&#1;&notin', size),
  'a wide table with short rows': size =>
    `<table><tr>${'<td>a'.repeat(side(size, 5))}</tr>${'<tr><td>b</tr>'.repeat(side(size, 14))}</table>`,
  'cells that span all': size => `<table>${times('<tr><td colspan="1000" rowspan="60000">a</td></tr>', size)}</table>`,
  'headings with one anchor': size => times('<h2 id="a">A</h2><p>b</p>', size),
  'one long address around many runs': size =>
    `<p><a href="https://a.example/${'b'.repeat(size / 2)}">${times('a<b>b</b>', size / 2)}</a></p>`,
  'elements that nothing closes, after each the end of another': size => times('<div></span>', size),
  'elements that stay open under the end tags of others': size => times('<span><span><div></span></span></span>', size),
  'formatting that stays open under the end tags of others': size => times('<b><p></i>', size),
  'tables in tables': size => times('<table><td>', size),
  'one long address around many pictures': size =>
    `<a href="https://a.example/${'b'.repeat(size / 2)}">${times('<img src="/a.png">', size / 2)}</a>`,
  'one long language around many runs': size =>
    `<p lang="x${times('-aaaaaaaa', size / 2)}">${times('a<b>b</b>', size / 2)}</p>`,
  'a long base': size =>
    `<base href="https://a.example/${'b'.repeat(size / 2)}/">${times('<a href="c">d</a>', size / 2)}`,
  'one long note in the title of a link': size =>
    `<p><a href="/a" title="${'b '.repeat(size / 4)}">${times('a<b>b</b>', size / 2)}</a></p>`,
  pictures: size => `<figure>${times('<img src="/a.png" alt="a">', size)}</figure>`,
  'white space': size => `<p>a${times(' \n', size)}b</p>`,
  'line breaks': size => `<p>${times('a<br>', size)}</p>`,
  definitions: size => `<dl>${times('<dt>a<dd>b', size)}</dl>`,
  footnotes: size =>
    `${numbered(size / 2, 40, index => `<a href="#fn${index}" id="r${index}">1</a>`)}<ol class="footnotes">${numbered(size / 2, 30, index => `<li id="fn${index}">a</li>`)}</ol>`,
  'references to one long footnote': size =>
    `${times('<a href="#fn1" id="r1">1</a>', size / 2)}<ol class="footnotes"><li id="fn1">${times('b ', size / 2)}</li></ol>`,
  'scripts that nothing ends': size => times('<script>', size),
}

/** Patterns of Markdown. */
export const markdownPatterns: Record<string, Pattern> = {
  'emphasis that nothing closes': size => times('*a_ ', size),
  brackets: size => times('[', size),
  'links within links': size => times('[a](', size),
  'backticks in ever longer runs': size =>
    Array.from({ length: Math.floor(Math.sqrt(size * 2)) }, (_, length) => `${'`'.repeat(length + 1)} a`).join(' '),
  'quotes in quotes': size => times('> ', size),
  'quotes in lists in quotes': size => times('> - ', size),
  'lists in lists': size => times('- ', size),
  'a wide table with short rows': size =>
    `|${'a|'.repeat(side(size, 4))}\n|${'-|'.repeat(side(size, 4))}\n${'|b|\n'.repeat(side(size, 4))}`,
  'headings with one anchor': size => times('## A {#a}\n\nb\n\n', size),
  'attributes of a heading': size => `## A {${times('#a', size)}\n`,
  footnotes: size => numbered(size, 24, index => `a[^${index}]\n\n[^${index}]: b\n\n`),
  'references to one long footnote': size => `${times('a[^1] ', size / 2)}\n\n[^1]: ${times('b ', size / 2)}\n`,
  'uses of one long definition': size =>
    `${times('[a] ', size / 2)}\n\n[a]: https://a.example/${times('b', size / 2)}\n`,
  'pictures of one long definition': size =>
    `${times('![a] ', size / 2)}\n\n[a]: https://a.example/${'b'.repeat(size / 2)}\n`,
  'uses of one definition with a long title': size =>
    `${times('[a] ', size / 2)}\n\n[a]: /a "${'b '.repeat(size / 4)}"\n`,
  definitions: size => numbered(size, 12, index => `[a${index}]: /b\n`),
  'template tags that nothing ends': size => times('{{< a ', size),
  'tags of Liquid': size => times('{% a %}', size),
  'containers that nothing ends': size => times(':::note\n', size),
  'fences that nothing ends': size => times('```\n~~~~\n', size),
  'signs of HTML': size => times('<a ', size),
  'comments that nothing ends': size => times('<!-- ', size),
  'front matter of anchors': size => `---\na: &a b\nlist:\n${times('  - *a\n', size)}---\n\nWords.\n`,
  'tags in front matter': size =>
    `---\ntitle: A\ntags: [${numbered(size, 8, index => `t${index}, `)}]\n---\n\nWords.\n`,
  'front matter that nests': size => `---\na: ${times('[', size)}\n---\n\nWords.\n`,
}

/** Patterns of WordPress's shortcodes, in the body of an export. */
export const shortcodePatterns: Record<string, Pattern> = {
  'shortcodes that nothing closes': size => times('[embed]', size),
  'an embed of signs that open tags': size => `[embed]${times('<', size)}[/embed]`,
  'shortcodes in shortcodes': size => times('[caption]', size) + times('[/caption]', size),
  'attributes that nothing ends': size => times('[a b="', size),
  'comments of blocks that nothing closes': size => times('<!-- wp:group -->', size),
  'comments of blocks with attributes': size => times('<!-- wp:a {"b":"', size),
  'marks of a cut text': size => times('<!--more', size),
}

/** JSON, for each format that is made of it. */
export const jsonPatterns: Record<string, Pattern> = {
  'lists in lists': size => times('[', size),
  'objects in objects': size => times('{"a":', size),
  'texts that nothing ends': size => `{"a":"${times('\\u', size)}`,
  'many members': size => `{${numbered(size, 12, index => `"m${index}":1,`)}"title":"A","sections":[]}`,
}

/** XML, for each format that is made of it. */
export const xmlPatterns: Record<string, Pattern> = {
  'elements in elements': size => times('<a>', size),
  'sections of text that nothing ends': size => times('<![CDATA[', size),
  entities: size => times('&a;', size),
  attributes: size => `<a ${numbered(size, 12, index => `a${index}="b" `)}/>`,
  'comments that nothing ends': size => times('<!-- ', size),
}
