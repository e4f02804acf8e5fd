import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { test } from 'tap'
import { offprint } from '../cli/offprint.ts'

t.setTimeout(600_000)

test('export --format markdown: writes links between articles as links to files, and import restores them', async t => {
  const root = t.testdir({
    news: {
      '2026-03-04-ferries.md':
        '---\ntitle: Ferries\ndate: 2026-03-04\ncanonical_url: https://quay.example/ferries/\nrights: { syndication: none }\nexpiryDate: 2040-01-01\n---\n\nSee [the bridge](2026-03-05-bridge.md#costs) and [all](https://e.org/).\n',
      '2026-03-05-bridge.md':
        '---\ntitle: Bridge\ndate: 2026-03-05\ncategory: Food, Drink\ntags: ["Food, Drink"]\n---\n\nSee [ferries](2026-03-04-ferries.md) and [this](#costs).\n\n## Who pays {#costs}\n\nThe city.\n',
    },
  })
  const env = (name: string) => ({ DATABASE_URL: join(root, `${name}.db`) })
  await offprint(['import', join(root, 'news'), '--publish'], env('a'))
  await offprint(['export', join(root, 'site'), '--format', 'markdown'], env('a'))
  const page = (name: string) => readFileSync(join(root, 'site', name), 'utf8')
  t.match(page('2026-03-04-ferries.md'), 'See [the bridge](./2026-03-05-bridge.md#costs) and [all](https://e.org/).')
  t.match(page('2026-03-05-bridge.md'), 'See [ferries](./2026-03-04-ferries.md) and [this](#costs).')
  await offprint(['import', join(root, 'site'), '--publish'], env('b'))
  const lines = async (name: string) => {
    const { out } = await offprint(['export', '-'], env(name))
    const all = out
      .trim()
      .split('\n')
      .map(one => JSON.parse(one))
    const ids = new Map(all.map(one => [one.id, one.slug]))
    return all
      .map(({ slug, title, metadata, sections }) => ({
        slug,
        title,
        rights: metadata.rights,
        custom: metadata.custom,
        expiresAt: metadata.expiresAt,
        terms: [metadata.category?.name, ...metadata.tags.map((tag: { name: string }) => tag.name)],
        sections: sections.map(({ anchor, heading, blocks }: { anchor: string; heading?: string; blocks: unknown }) => [
          anchor,
          heading,
          JSON.stringify(blocks)
            .replace(
              /"href":"[^"#]*(#[^"]*)?","articleId":"([^"]*)"/g,
              (_, part = '', id) => `"article":"${ids.get(id)}${part}"`,
            )
            .replace(/"id":"[^"]*"/g, ''),
        ]),
      }))
      .sort((one, other) => (one.slug < other.slug ? -1 : 1))
  }
  const [before, after] = [await lines('a'), await lines('b')]
  t.strictSame(after, before)
  t.match(JSON.stringify(before), '\\"article\\":\\"bridge#costs\\"')
  t.equal(before.find(one => one.slug === 'ferries')?.rights.syndication, 'none')
})
