import { pageStyle } from '../../syndication/article/page-style.ts'

export const htmlType = 'text/html; charset=utf-8'

/** The parts of a page. `kicker`, `main` and `head` are HTML, the others text. */
export type PageParts = {
  title: string
  /** Absent = the title. */
  heading?: string
  /** A line above the heading. */
  kicker?: string
  main: string
  head?: string
}

/** A small page in English. Send it with `pagePolicy`. */
export function htmlPage({ title, heading = title, kicker, main, head = '' }: PageParts): Buffer {
  return Buffer.from(`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
${head}<style>${pageStyle}</style>
</head>
<body>
<main>
${kicker === undefined ? '' : `<p class="kicker">${kicker}</p>\n`}<h1>${escapeHtml(heading)}</h1>
${main}
</main>
</body>
</html>
`)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}
