import { bullets, type Labelled, markdown, prose } from './labelled.ts'

const { opening, closing } = prose
const points = ['The first tram runs in March.', 'A ticket costs two coins.', 'Dogs ride free at night.']
const long = `The depot ${'needs a new roof, new doors, new rails and a new yard for the cars, '.repeat(8)}and a clock.`
const rest = `## The route\n\n${closing}`

const taken: [name: string, body: string, points?: readonly string[]][] = [
  ['first section', `${opening}\n\n## Key takeaways\n\n${bullets(points)}\n\n${rest}`],
  ['last section', `${opening}\n\n${rest}\n\n## Takeaways\n\n${bullets(points)}`],
  ['hyphenated word', `## Key Take-Aways\n\n${bullets(points)}\n\n${rest}`],
  ['article before the abbreviation', `## The TL;DR\n\n${bullets(points)}\n\n${rest}`],
  ['abbreviation without a semicolon', `## TLDR\n\n${bullets(points)}\n\n${rest}`],
  ['overall takeaways', `${opening}\n\n${rest}\n\n## Overall takeaways\n\n${bullets(points)}`],
  ['key findings', `## Key findings\n\n${bullets(points)}\n\n${rest}`],
  ['number of takeaways', `## Three key takeaways from the debate\n\n${bullets(points)}\n\n${rest}`],
  ['explicit id', `## Key takeaways {#points}\n\n${bullets(points)}\n\n${rest}`],
  ['id that names them', `## What we learned on the way {#key-takeaways}\n\n${bullets(points)}\n\n${rest}`],
  ['id in a comment', `## TL;DR {/*tldr*/}\n\n${bullets(points)}\n\n${rest}`],
  ['a long point', `## Key points\n\n${bullets([long, ...points])}\n\n${rest}`, [long, ...points]],
  ['numbered list', `## Key takeaways\n\n1. ${points.join('\n2. ')}\n\n${rest}`],
  ['introduction with a colon', `## Key takeaways\n\nThe debate in brief:\n\n${bullets(points)}\n\n${rest}`],
  ['complete introduction', `## Key takeaways\n\nFour hundred riders answered.\n\n${bullets(points)}\n\n${rest}`],
  ['divider after the list', `## Key takeaways\n\n${bullets(points)}\n\n---\n\n${closing}`],
  ['bold line', `**Key takeaways**\n\n${bullets(points)}\n\n${closing}\n\n## The route\n\n${opening}`],
  ['plain line with a colon', `Key takeaways:\n\n${bullets(points)}\n\n${closing}`],
  ['quote at the start', `> **TL;DR**\n>\n${bullets(points).replace(/^/gm, '> ')}\n\n${closing}\n\n${rest}`],
  ['container', `:::tldr\n${bullets(points)}\n:::\n\n${closing}`],
  ['deeper first heading', `### Key takeaways\n\n${bullets(points)}\n\n## The route\n\n${closing}`],
  ['summary of sentences at the end', `${opening}\n\n${rest}\n\n## Summary\n\n${bullets(points)}`],
  ['at a glance', `## At a glance\n\n${bullets(points)}\n\n${rest}`],
]

const kept: [name: string, body: string, points?: readonly string[]][] = [
  ['subsection', `## Motor\n\n### TL;DR\n\n${bullets(points)}\n\n### Details\n\n${closing}\n\n## Brakes\n\n${opening}`],
  ['prose after the list', `## TL;DR\n\n${bullets(points)}\n\nBuy a ticket in any case.\n\n${rest}`],
  [
    'unfinished sentence',
    `## TL;DR\n\nYou can ride if you have one of:\n\n${bullets(['a ticket', 'a pass'])}\n\n${rest}`,
    ['a ticket', 'a pass'],
  ],
  ['sentence that the list ends', `## Key points\n\nThe depot closes because:\n\n${bullets(points)}\n\n${rest}`],
  [
    'links to other articles',
    `## Highlights\n\n${bullets(['[The harbour bridge](https://e.org/a)', '[A tram museum](https://e.org/b)'])}\n\n${rest}`,
    ['The harbour bridge', 'A tram museum'],
  ],
  ['summary with prose', `## Summary\n\n${opening}\n\n${bullets(points)}\n\n${rest}`],
  ['list in the middle of a section', `## Summary\n\n${opening}\n\n${bullets(points)}\n\nThat is all.\n\n${rest}`],
  ['two lists', `## Key points\n\n${bullets(points)}\n\nAnd the bus:\n\n- The bus stays.\n\n${rest}`],
  [
    'table of contents',
    `## In this article\n\n${bullets(['[The tunnel](#r)', '[The depot](#d)'])}\n\n${rest}`,
    ['The tunnel', 'The depot'],
  ],
  [
    'ingredients',
    `## The essentials\n\n${bullets(['two eggs', 'flour', 'a cup of milk'])}\n\n${rest}`,
    ['two eggs', 'flour', 'a cup of milk'],
  ],
  [
    'contents without links',
    `## Overview\n\n${bullets(['The tunnel', 'The depot', 'The drivers'])}\n\n${rest}`,
    ['The tunnel', 'The depot', 'The drivers'],
  ],
  ['questions', `## What to know about tickets\n\n### How long is the trip?\n\n${bullets(points)}\n\n${rest}`],
  [
    'tasks',
    `## Key points\n\n- [ ] Call the depot\n- [x] Paint the doors\n\n${rest}`,
    ['Call the depot', 'Paint the doors'],
  ],
  ['how to write them', `## How to write key takeaways\n\n${bullets(points)}\n\n${rest}`],
  [
    'a section of every part',
    `## The north line\n\n${closing}\n\n## Takeaways\n\n${bullets(points)}\n\n## The south line\n\n${opening}\n\n## Takeaways\n\n- The south line stays.`,
  ],
  [
    'bold line in a section',
    `## The north line\n\n${closing}\n\n**Takeaways**\n\n${bullets(points)}\n\n## The south line\n\n${opening}`,
  ],
  ['highlights between sections', `${rest}\n\n## Highlights\n\n${bullets(points)}\n\n## The bus\n\n${opening}`],
  [
    'takeaway food',
    `## Takeaway menu\n\n${bullets(['Soup of the day', 'Bread and cheese'])}\n\n${rest}`,
    ['Soup of the day', 'Bread and cheese'],
  ],
]

const article =
  (isTaken: boolean) =>
  ([name, body, own = points]: (typeof taken)[number]): Labelled => ({
    name: `Markdown: ${name}`,
    format: 'markdown',
    source: markdown(body),
    points: own,
    taken: isTaken,
  })

export const markdownArticles: readonly Labelled[] = [...taken.map(article(true)), ...kept.map(article(false))]
