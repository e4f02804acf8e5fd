import { bullets, type Labelled, prose } from './labelled.ts'

const points = ['Trams run until two.', 'The depot stays open.', 'A day ticket is valid.']
const { opening, closing } = prose

const bodies: [name: string, body: string, taken: boolean][] = [
  ['list after the heading', `Key takeaways\n\n${bullets(points)}\n\nThe route\n\n${closing}`, true],
  ['heading in capitals', `KEY TAKEAWAYS\n${bullets(points)}\n\n${closing}`, true],
  ['at the end', `${opening}\n\nThe route\n\n${closing}\n\nTakeaways:\n\n${bullets(points)}`, true],
  ['numbered points', `TL;DR\n\n${points.map((point, at) => `${at + 1}. ${point}`).join('\n')}\n\n${closing}`, true],
  [
    'unfinished sentence',
    `Key takeaways\n\nRiders save money because:\n\n${bullets(['they walk', 'they wait', 'they sing'])}\n\n${closing}`,
    false,
  ],
  ['list without a heading of its own', `${opening}\n\n${bullets(points)}\n\n${closing}`, false],
  ['other heading', `${opening}\n\nThe stops\n\n${bullets(points)}\n\n${closing}`, false],
]

export const texts: readonly Labelled[] = bodies.map(([name, body, taken]) => ({
  name: `Text: ${name}`,
  format: 'text',
  source: `The night tram\n\n${body}\n`,
  points: name === 'unfinished sentence' ? ['they walk', 'they wait', 'they sing'] : points,
  taken,
}))
