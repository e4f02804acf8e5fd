import { test } from 'tap'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

/** Heading and anchor of each section, and the addresses of the links in the lead. */
async function outline(source: string, name = 'post.md') {
  const { manuscript, report } = await readArticle(markdownImporter, `# Title\n\n${source}`, { name })
  const text = JSON.stringify(manuscript.sections.map(({ blocks }) => blocks))
  return {
    sections: manuscript.sections.flatMap(({ heading, anchor }) => (heading === undefined ? [] : [[heading, anchor]])),
    links: [...text.matchAll(/"href":"([^"]+)"/g)].map(([, href]) => href),
    codes: report.notes.map(note => note.code),
  }
}

const written = {
  '## Fares {#costs}': ['Fares', 'costs'],
  '## Fares {#Costs_2}': ['Fares', 'costs-2'],
  '## Fares {/* costs */}': ['Fares', 'costs'],
  '## Fares {/*costs*/}': ['Fares', 'costs'],
  '## Fares {/*#costs*/} ##': ['Fares', 'costs'],
  '## Fares *by day* {#costs}': ['Fares by day', 'costs'],
  '## Fares {#costs} {{< badge "new" >}}': ['Fares {{< badge "new" >}}', 'costs'],
  '## Fares {#costs} <a name="old"></a>': ['Fares', 'costs'],
  '## Fares\n{: #costs}': ['Fares', 'costs'],
  '## Fares\n{:.wide #costs}': ['Fares', 'costs'],
  'Fares\n-----\n{: #costs}': ['Fares', 'costs'],
}

for (const [source, [heading, anchor]] of Object.entries(written)) {
  test(`the id of a heading becomes its anchor: ${JSON.stringify(source)}`, async t => {
    const id = /[Cc]osts(_2)?/.exec(source)?.[0]
    const { sections, links, codes } = await outline(`[a](#${id})\n\n${source}\n\nTen crowns.`)
    t.strictSame({ sections, links }, { sections: [[heading, anchor]], links: [`#${anchor}`] })
    t.notOk(codes.includes('anchor-unknown'))
  })
}

for (const form of ['{#costs}', '{/* costs */}', '{/*costs*/}']) {
  test(`the id of a heading in MDX becomes its anchor: ${form}`, async t => {
    const { sections, links, codes } = await outline(`[a](#costs)\n\n## Fares ${form}\n\nTen crowns.`, 'post.mdx')
    t.strictSame({ sections, links, codes }, { sections: [['Fares', 'costs']], links: ['#costs'], codes: [] })
  })
}

test('text that only looks like the id of a heading stays text', async t => {
  const { sections } = await outline('## Use `{#id}`\n\nx\n\n## The {#if} block\n\nx\n\n## Set {a: 1}\n\nx')
  t.strictSame(sections, [
    ['Use {#id}', undefined],
    ['The {#if} block', undefined],
    ['Set {a: 1}', undefined],
  ])
  const { manuscript } = await readArticle(
    markdownImporter,
    '# Title\n\n```\n## Fares {#costs}\n```\n\n<div>\n## Fares {#costs}\n</div>',
  )
  t.match(JSON.stringify(manuscript.sections[0]?.blocks), /"## Fares \{#costs\}".*## Fares \{#costs\}/)
})
