import { test } from 'tap'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { sectionsMarkdown } from '../../../src/render/markdown.ts'
import { readArticle } from '../read-one.ts'

test('markdown: does not complete the rows of a table with mostly missing cells, and adds a note', async t => {
  const columns = 400
  const source = `|${'a|'.repeat(columns)}\n|${'-|'.repeat(columns)}\n${'|b|\n'.repeat(columns)}`
  const { manuscript, report } = await readArticle(markdownImporter, source)
  const [table] = manuscript.sections[0]?.blocks ?? []
  t.strictSame(table?.type === 'table' && table.rows.map(row => row.cells.length), [400, ...Array(400).fill(1)])
  t.strictSame(
    report.notes.filter(({ code }) => code === 'table-rows-short').map(({ place }) => place),
    [{ line: 1 }],
  )
  const sections = manuscript.sections.map(section => ({ ...section, anchor: 'lead' }))
  t.ok(sectionsMarkdown(sections, []).length < 100_000, 'keeps the rows short in the rendered Markdown')
})

test('markdown: completes the rows of an ordinary table', async t => {
  const { manuscript, report } = await readArticle(markdownImporter, '| a | b |\n|:-|-:|\n| c |\n| d | e | f |\n')
  const [table] = manuscript.sections[0]?.blocks ?? []
  t.strictSame(
    table?.type === 'table' && table.rows.map(row => row.cells.map(cell => [cell.content[0]?.text, cell.align])),
    [
      [
        ['a', 'left'],
        ['b', 'right'],
      ],
      [
        ['c', 'left'],
        [undefined, 'right'],
      ],
      [
        ['d', 'left'],
        ['e', 'right'],
      ],
    ],
  )
  t.notOk(report.notes.some(({ code }) => code === 'table-rows-short'))
})

test('markdown: a heading keeps long braces that contain no attributes', async t => {
  const source = `## Part {${'#a'.repeat(45)}\n\n## Next {${' .a'.repeat(45)} !}\n\n## Last {: .wide #end lang="de" }\n\nWords.\n`
  const { manuscript } = await readArticle(markdownImporter, source, { name: 'post.md' })
  t.strictSame(
    manuscript.sections.slice(-2).map(({ heading, anchor }) => [heading, anchor]),
    [
      [`Next {${' .a'.repeat(45)} !}`, undefined],
      ['Last', 'end'],
    ],
  )
})
