import { test } from 'tap'
import { placeholders } from '../../../src/importer/blocks/media/placeholder.ts'
import { cardHtml } from '../../../src/importer/format/ghost/card.ts'
import { lexicalHtml } from '../../../src/importer/format/ghost/lexical.ts'

const context = { ...placeholders([]), note: () => undefined, base: undefined }

test('a call to action keeps the label that marks it as advertising', t => {
  const card = {
    hasSponsorLabel: true,
    sponsorLabel: '<p>ADVERT</p>',
    textValue: '<p>Ride by night.</p>',
    showButton: false,
  }
  t.equal(cardHtml('call-to-action', card, context), '<div><p>ADVERT</p></div><div><p>Ride by night.</p></div>')
  t.end()
})

test('a nested Lexical list belongs to the item before it', t => {
  const item = (...children: unknown[]) => ({ type: 'listitem', children })
  const list = (...children: unknown[]) => ({ type: 'list', listType: 'bullet', children })
  const text = (words: string) => ({ type: 'text', text: words })
  const root = { children: [list(item(text('tram')), item(list(item(text('nine')))), item(text('bus')))] }
  t.equal(lexicalHtml(JSON.stringify({ root }), context), '<ul><li>tram<ul><li>nine</li></ul></li><li>bus</li></ul>')
  t.end()
})

test('a Markdown card is read with the syntax of Ghost', t => {
  for (const [markdown, html] of [
    ['##Lazy\n### Usual', '<h2>Lazy</h2>\n<h3>Usual</h3>'],
    [
      'H~2~O, 2^10^ and ==so **many** boats==',
      '<p>H<sub>2</sub>O, 2<sup>10</sup> and <mark>so <strong>many</strong> boats</mark></p>',
    ],
    [
      '~~gone~~, about ~5 or ~6, 2 ^ 3 ^ 4, a == b == c',
      '<p><del>gone</del>, about ~5 or ~6, 2 ^ 3 ^ 4, a == b == c</p>',
    ],
    [
      '`~x~` and \\~x~, <https://e.org/~a/b~c>',
      '<p><code>~x~</code> and ~x~, <a href="https://e.org/~a/b~c">https://e.org/~a/b~c</a></p>',
    ],
    ['https://e.org/~a/b~c', '<p><a href="https://e.org/~a/b~c">https://e.org/~a/b~c</a></p>'],
    ['one\ntwo\\\nthree  \nfour', '<p>one<br />\ntwo<br />\nthree<br />\nfour</p>'],
    ['```\n##no\n~x~\n```\n\n    ==no==', '<pre><code>##no\n~x~\n</code></pre>\n<pre><code>==no==\n</code></pre>'],
    ['<pre>\n#include ~x~\n</pre>', '<pre>\n#include ~x~\n</pre>'],
    [
      '| a | b |\n| - | - |\n| ~1~ | 2 |',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><sub>1</sub></td>\n<td>2</td>\n</tr>\n</tbody>\n</table>',
    ],
    ['- one\n- two', '<ul>\n<li>one</li>\n<li>two</li>\n</ul>'],
  ] as const)
    t.equal(cardHtml('markdown', { markdown }, context).trim(), html, markdown)
  t.end()
})
