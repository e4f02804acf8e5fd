import t from 'tap'
import { desk } from '../http/editorial/desk.ts'

const hostile = [
  '<script>alert(1)</script>',
  '<img src=https://www.example.org/x.png onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">link</a>',
  '<a href=" jav&#x09;ascript:alert(1)">link</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=https://www.example.org/1 onerror=alert(1)&gt;">',
  '<form action="https://evil.example"><input name=password></form>',
  '<style>*{background:url(https://evil.example)}</style>',
]

t.test('API10: hostile markup of a source is removed from every form', async t => {
  const { app, make } = await desk(t)
  for (const [index, markup] of hostile.entries()) {
    const { slug } = await make({ title: `Hostile ${index}`, html: `<p>Words.</p>${markup}` }, true)
    for (const path of [`${slug}.html`, `${slug}/card.html`, `${slug}?fields=sections`]) {
      const { statusCode, body } = await app.inject(`/v1/articles/${path}`)
      t.equal(statusCode, 200, path)
      t.notMatch(
        body,
        /<script(?! type="application\/ld\+json")|<[^>]* on\w+=|srcdoc|<form|<input/i,
        `${path} ${markup}`,
      )
      t.notMatch(body, /href=\\?"\s*javascript:|"href":"\s*javascript:/i, `${path} ${markup}`)
    }
    const { items } = (await app.inject('/v1/articles?include=html,markdown&limit=1')).json()
    t.notMatch(JSON.stringify(items[0].sections), /<script|<[^>]* on\w+=|javascript:alert/i, markup)
  }
})
