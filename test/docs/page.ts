/** The text under a level 2 heading of a Markdown page, up to the next one; empty when the heading does not exist. */
export function section(page: string, heading: string): string {
  const [, after = ''] = page.split(new RegExp(`^## ${heading}$`, 'm'))
  return after.split(/^## /m, 1)[0] ?? ''
}

/** First cells of the table rows of a text, without header rows. */
export function firstCells(text: string): string[] {
  const rows = text.split('\n').filter(line => line.startsWith('|'))
  return rows.flatMap((row, index) =>
    /^\|-/.test(rows[index + 1] ?? '') || /^\|-/.test(row) ? [] : [row.split('|')[1]?.trim() ?? ''],
  )
}

/** Kebab-case names in backticks in the table rows of a text. */
export function namesInRows(text: string): string[] {
  const rows = text.split('\n').filter(line => line.startsWith('|'))
  return rows.flatMap(row => [...row.matchAll(/`([a-z][a-z\d-]*)`/g)]).map(([, name = '']) => name)
}

/** The texts in backticks and the lines of fenced code blocks. */
export function codes(text: string): string[] {
  const fenced = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, code = '']) => code.split('\n'))
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
  return [...fenced, ...inline].filter(code => code.trim() !== '')
}

const address =
  /(?<![\w./}])\/(?:v1|feeds|health|docs|openapi|metrics|oembed|problems|sitemap|robots|llms)\b[\w\-./{}]*(?::[a-z]+)?/g

/** Addresses of the API in the code of a page, without method, query and origin. */
export function addresses(text: string): string[] {
  const named = codes(text).flatMap(code => [...code.replace(/https?:\/\/[^/\s]+/g, ' ').matchAll(address)])
  return [...new Set(named.map(([path]) => path.replace(/[.]$/, '')))]
}

/** Environment variables in the code of a page: upper case with an underscore, or assigned a value. */
export function variables(text: string): string[] {
  const named = codes(text).flatMap(code => [
    ...code.matchAll(/\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/g),
    ...code.matchAll(/\b[A-Z]{3,}(?==)/g),
  ])
  return [...new Set(named.map(([name]) => name))]
}

/** Long command line options in the code of a text. */
export function options(text: string): string[] {
  return [
    ...new Set(
      codes(text)
        .flatMap(code => [...code.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)])
        .map(([name]) => name),
    ),
  ]
}

/** npm scripts that a page runs, `start` and `test` included. */
export function npmScripts(text: string): string[] {
  const runs = codes(text).flatMap(code => [...code.matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test))\b/g)])
  return [...new Set(runs.map(([, run, short]) => run ?? short ?? ''))]
}

/** Targets of links within the repository. */
export function localLinks(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter(target => !/^[a-z]+:/.test(target))
}

/** The anchors that GitHub gives the headings of a page. */
export function anchors(page: string): string[] {
  return [...page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    return heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
  })
}

/** Members of the first list that the second does not have. */
export function missing(all: Iterable<string>, from: Iterable<string>): string[] {
  const known = new Set(from)
  return [...all].filter(one => !known.has(one))
}
