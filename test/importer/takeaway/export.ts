import { ghost, ghostCard, type Labelled, list, prose, wordpress } from './labelled.ts'

const points = ['Two new trams arrive.', 'The bridge gets rails.', 'Night rides start at ten.']
const { opening, closing } = prose
const end = `<p>${opening}</p><h2>The route</h2><p>${closing}</p>`
const wpList = `<!-- wp:list --><ul class="wp-block-list">${points.map(one => `<!-- wp:list-item --><li>${one}</li><!-- /wp:list-item -->`).join('')}</ul><!-- /wp:list -->`
const wpEnd = `<!-- wp:paragraph --><p>${opening}</p><!-- /wp:paragraph -->`

const wordpressBodies: [name: string, body: string, taken: boolean][] = [
  [
    'heading block',
    `<!-- wp:heading --><h2 class="wp-block-heading">Key takeaways</h2><!-- /wp:heading -->${wpList}<!-- wp:heading --><h2>The route</h2><!-- /wp:heading -->${wpEnd}`,
    true,
  ],
  [
    'ClassifAI',
    `<!-- wp:classifai/key-takeaways {"title":"Key Takeaways","takeaways":${JSON.stringify(points)}} /-->${wpEnd}`,
    true,
  ],
  [
    'Yoast SEO',
    `<!-- wp:yoast-seo/ai-summarize --><div class="wp-block-yoast-seo-ai-summarize"><h2>The main points</h2>${list(points)}</div><!-- /wp:yoast-seo/ai-summarize -->${wpEnd}`,
    true,
  ],
  [
    'AIOSEO',
    `<!-- wp:aioseo/key-points --><div class="wp-block-aioseo-key-points">${wpList}</div><!-- /wp:aioseo/key-points -->${wpEnd}`,
    true,
  ],
  [
    'group with a class',
    `<!-- wp:group {"className":"news-takeaways"} --><div class="wp-block-group news-takeaways"><!-- wp:heading --><h2 class="wp-block-heading">Takeaways</h2><!-- /wp:heading -->${wpList}</div><!-- /wp:group -->${wpEnd}`,
    true,
  ],
  ['box shortcode', `[su_box title="Key takeaways"]${list(points)}[/su_box]\n\n${opening}`, true],
  [
    'classic editor',
    `<strong>Key takeaways:</strong>\n${list(points)}\n${opening}\n\n<h2>The route</h2>\n${closing}`,
    true,
  ],
  [
    'details block',
    `<!-- wp:details --><details class="wp-block-details"><summary>Key takeaways</summary>${wpList}</details><!-- /wp:details -->${wpEnd}`,
    true,
  ],
  ['list of a section', `${wpEnd}<!-- wp:heading --><h2>The stops</h2><!-- /wp:heading -->${wpList}`, false],
  [
    'group in a section',
    `<!-- wp:heading --><h2>The depot</h2><!-- /wp:heading -->${wpEnd}<!-- wp:group --><div class="wp-block-group"><!-- wp:heading {"level":3} --><h3>Takeaways</h3><!-- /wp:heading -->${wpList}</div><!-- /wp:group --><!-- wp:heading --><h2>The route</h2><!-- /wp:heading --><!-- wp:paragraph --><p>${closing}</p><!-- /wp:paragraph -->`,
    false,
  ],
]

const item = (text: string) => ({ type: 'listitem', children: [{ type: 'extended-text', text }] })
const lexicalList = { type: 'list', listType: 'bullet', children: points.map(item) }
const cards: [name: string, source: string, taken: boolean][] = [
  ['toggle card', ghostCard({ type: 'toggle', heading: 'Key takeaways', content: list(points) }), true],
  [
    'callout card',
    ghostCard({
      type: 'callout',
      calloutEmoji: '💡',
      calloutText: `<b><strong>Key takeaways</strong></b><br>• ${points.join('<br>• ')}`,
    }),
    true,
  ],
  [
    'callout card with a list',
    ghost(
      `<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div><div class="kg-callout-text"><p><strong>TL;DR</strong></p>${list(points)}</div></div>${end}`,
    ),
    true,
  ],
  ['heading and list', ghost(`<h2 id="tl-dr">TL;DR</h2>${list(points)}${end.replace(`<p>${opening}</p>`, '')}`), true],
  [
    'toggle card of rendered HTML',
    ghost(
      `<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">What you need to know</h4></div><div class="kg-toggle-content">${list(points)}</div></div>${end}`,
    ),
    true,
  ],
  [
    'toggle card of another kind',
    ghostCard({ type: 'toggle', heading: 'Who drives the tram?', content: list(points) }),
    false,
  ],
  [
    'callout card with a tip',
    ghostCard({ type: 'callout', calloutEmoji: '🚋', calloutText: `<b>Three tips</b><br>• ${points.join('<br>• ')}` }),
    false,
  ],
  ['plain list', ghostCard(lexicalList), false],
]

export const exportedArticles: readonly Labelled[] = [
  ...wordpressBodies.map(([name, body, taken]) => ({
    name: `WordPress: ${name}`,
    format: 'wordpress' as const,
    source: wordpress(body),
    points,
    taken,
  })),
  ...cards.map(([name, source, taken]) => ({
    name: `Ghost: ${name}`,
    format: 'ghost' as const,
    source,
    points,
    taken,
  })),
]
