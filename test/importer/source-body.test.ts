import { test } from 'tap'
import { fidelity, total } from '../../src/importer/fidelity/fidelity.ts'
import { sourceBody } from '../../src/importer/fidelity/source-body.ts'
import { markdownImporter } from '../../src/importer/format/markdown/markdown.ts'
import { importers } from '../../src/importer/importers.ts'
import { hasMembers } from '../has-members.ts'
import { readArticle } from './read-one.ts'

const sources: Record<string, string> = {
  wordpress: `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>S</title><wp:wxr_version>1.2</wp:wxr_version><item><title>A</title><guid>g</guid><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>
<content:encoded><![CDATA[<h2>Where</h2>\n\nFour words [b]are[/b] here.\n\n<img src="https://example.org/a.png" alt="">]]></content:encoded></item></channel></rss>`,
  feed: '<rss version="2.0"><channel><item><title>A</title><guid>g</guid><description>&lt;h2&gt;Where&lt;/h2&gt;&lt;p&gt;Four words are here.&lt;/p&gt;&lt;img src="https://example.org/a.png"&gt;</description></item></channel></rss>',
  ghost:
    '{"db":[{"meta":{"version":"5.0.0"},"data":{"posts":[{"id":"1","title":"A","status":"published","html":"<h2>Where</h2><p>Four words are here.</p><img src=\\"https://example.org/a.png\\">"}]}}]}',
  html: '<html><body><nav>Menu</nav><article><h1>A</h1><h2>Where</h2><p>Four words are here.</p><img src="https://example.org/a.png" alt=""></article></body></html>',
}

for (const importer of importers) {
  const source = sources[importer.name]
  if (source === undefined) continue
  test(`${importer.name}: the article has the headings, images and words of its source`, async t => {
    const bytes = new TextEncoder().encode(source)
    const options = { name: 'a', siteLanguage: 'en', timeZone: 'UTC' }
    const input = (async function* () {
      yield bytes
    })()
    for await (const item of importer.parse(input, options)) {
      if (item.kind === 'problem') throw new Error(item.detail)
      const shown = sourceBody(importer.name, item.raw)
      if (!shown) throw new Error('nothing is shown')
      const measured = fidelity(shown.kind, shown.source, item.manuscript)
      hasMembers(t, measured, { headings: { kept: measured.headings.found }, images: { found: 1, kept: 1 }, lost: [] })
      t.ok(measured.words.found >= 5)
      const { sections, ...rest } = item.manuscript
      const worse = fidelity(shown.kind, shown.source, { ...rest, sections: sections.slice(0, -1) })
      t.ok(worse.words.kept < worse.words.found, 'counts fewer words if a section is missing')
      t.equal(total([measured, worse]).images.kept, 1)
    }
  })
}

test('fidelity: counts adjacent links as one, the heading of takeaways as kept, and raw text as text', async t => {
  const source = [
    '# A\n\n[one](https://a.example/)[ more](https://a.example/) [two](https://b.example/)',
    '## Key takeaways\n\n- It opens',
    '## Rest\n\n- `{% raw %}{{{% endraw %} name }}` in {{ place }}\n\n```\nshow {% raw %}{{ kept }}{% endraw %}\n```\n',
  ].join('\n\n')
  const { manuscript, report } = await readArticle(markdownImporter, source)
  const measured = fidelity('markdown', source, manuscript, report.consumed)
  const all = (number: number) => ({ found: number, kept: number })
  hasMembers(t, measured, { headings: all(3), links: all(2), lists: all(2), code: all(1), lost: [] })
  hasMembers(t, fidelity('markdown', source, { ...manuscript, sections: [] }), {
    links: { kept: 0 },
    code: { kept: 0 },
  })
})
