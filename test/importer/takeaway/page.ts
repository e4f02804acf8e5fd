import { type Labelled, list, page, prose } from './labelled.ts'

const points = ['The line opens in spring.', 'Every car has a ramp.', 'The old cars go to a museum.']
const p = (text: string) => `<p>${text}</p>`
const opening =
  p(prose.opening) + p('Members of the board asked for more ramps, more seats and a later last departure.')
const closing = `<h2>The route</h2>${p(prose.closing)}${p('The line crosses the river twice, and stops at the market, the school and the harbour.')}`
const rail = ['The harbour bridge is painted', 'A museum for old trams opens'].map(
  text => `<a href="/${text.length}">${text}</a>`,
)
const railTexts = ['The harbour bridge is painted', 'A museum for old trams opens']

const taken: [name: string, body: string][] = [
  ['heading', `${opening}<h2>Key takeaways</h2>${list(points)}${closing}`],
  [
    'heading with an id',
    `<h2 id="key-takeaways">Key Takeaways</h2>${list(points)}${opening}`.replace(opening, `${closing}${opening}`),
  ],
  ['class of a box', `<div class="key-takeaways-box"><h3>In short</h3>${list(points)}</div>${opening}${closing}`],
  ['class in camel case', `${opening}<div class="RenderKeyPoints-list">${list(points)}</div>${closing}`],
  ['label for screen readers', `<section aria-label="Key takeaways">${list(points)}</section>${opening}${closing}`],
  [
    'label of the list',
    `${opening}<ul aria-label="TL;DR">${points.map(one => `<li>${one}</li>`).join('')}</ul>${closing}`,
  ],
  ['aside', `${opening}<aside><h3>Key points</h3>${list(points)}</aside>${p(prose.closing)}${closing}`],
  ['details', `<details open><summary>TL;DR</summary>${list(points)}</details>${opening}${closing}`],
  [
    'details with a class',
    `<details class="article-takeaways"><summary>Read the gist</summary>${list(points)}</details>${opening}${closing}`,
  ],
  ['box after all sections', `${opening}${closing}<div class="takeaways"><h4>Takeaways</h4>${list(points)}</div>`],
  [
    'box with an introduction',
    `<div class="tldr"><p>The decision in three points:</p>${list(points)}</div>${opening}${closing}`,
  ],
  [
    'nested box',
    `<div class="c-takeaways"><div class="c-takeaways__inner"><h2 class="c-takeaways__title">Takeaways</h2><ul class="c-takeaways__list"><li>${points.join('</li><li>')}</li></ul></div></div>${opening}${closing}`,
  ],
  ['lines with bullets', `<p><strong>Key takeaways</strong><br>• ${points.join('<br>• ')}</p>${opening}${closing}`],
]

const kept: [name: string, body: string, points?: readonly string[]][] = [
  ['rail of links', `${opening}<h2>Highlights</h2>${list(rail)}${closing}`, railTexts],
  ['box with other text', `<div class="key-points"><h3>Key points</h3>${list(points)}${opening}</div>${closing}`],
  [
    'box in the middle of a section',
    `${opening}<h2>The depot</h2>${p(prose.closing)}<div class="takeaways">${list(points)}</div>${closing}`,
  ],
  [
    'box in every section',
    `<h2>The depot</h2>${opening}<div class="takeaways">${list(points)}</div>${closing}<div class="takeaways">${list(['The route is short.', 'It is dry.'])}</div>`,
  ],
  ['list under an ordinary heading', `${opening}<h2>The stops</h2>${list(points)}${closing}`],
  ['details of another kind', `${opening}${closing}<details><summary>Timetable</summary>${list(points)}</details>`],
  ['summary with paragraphs', `<h2>Summary</h2>${opening}${list(points)}${closing}`],
]

const article =
  (isTaken: boolean) =>
  ([name, body, own = points]: (typeof kept)[number]): Labelled => ({
    name: `HTML: ${name}`,
    format: 'html',
    source: page(body),
    points: own,
    taken: isTaken,
  })

export const pages: readonly Labelled[] = [
  ...taken.map(([name, body]) => article(true)([name, body])),
  ...kept.map(article(false)),
]
