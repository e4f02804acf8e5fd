import { join } from 'node:path'
import { test } from 'tap'
import { offprint } from './offprint.ts'

const page = (title: string, more = '') => `---\ntitle: ${title}\ndate: 2026-01-02\n${more}---\n\nWords.\n`

type Line = { name?: string; result?: string; detail?: string; skipped?: string[] }

async function imported(path: string, root: string) {
  const { out } = await offprint(['import', path, '--publish', '--json'], { DATABASE_URL: join(root, 'offprint.db') })
  const lines: Line[] = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return {
    articles: lines.flatMap(({ name, result }) => (name !== undefined && result === 'created' ? [name] : [])),
    sitePages: lines.flatMap(({ name, result, detail }) => (result === 'skipped' ? [[name, detail]] : [])),
    skipped: lines.at(-1)?.skipped,
  }
}

test('import: skips and names the pages of a Hugo site that are not articles', async t => {
  const root = t.testdir({
    site: {
      'hugo.toml': 'title = "Bay"\n',
      'README.md': '# The site of the bay\n\nRun hugo.',
      'CONTRIBUTING.md': '# Contributing\n\nSend patches.',
      archetypes: { 'default.md': '---\ntitle: "{{ .Name }}"\n---\n' },
      layouts: { _default: { 'baseof.html': '<html><body>{{ block "main" . }}{{ end }}</body></html>' } },
      public: { ferry: { 'index.html': '<html><body><p>Built.</p></body></html>' } },
      themes: { bay: { 'README.md': 'A theme.', 'post.md': page('Sample') } },
      content: {
        '_index.md': '---\ntitle: Home\n---\n',
        '_index.de.md': '---\ntitle: Start\n---\n',
        'search.md': '---\ntitle: Search\nlayout: search\n---\n',
        'old.md': '---\ntitle: Old\nredirect_to: https://bay.example/new/\n---\n',
        news: {
          '_index.md': '---\ntitle: News\n---\n\nWelcome.',
          'ferry.md': page('Ferry'),
          themes: { 'tides.md': page('Tides') },
          'readme-first.md': page('Read me first'),
        },
      },
    },
  })
  const site = join(root, 'site')
  const sitePages = [
    ['archetypes/', 'a folder of the site generator'],
    ['layouts/', 'a folder of the site generator'],
    ['public/', 'a folder of the site generator'],
    ['themes/', 'a folder of the site generator'],
    ['CONTRIBUTING.md', 'a file of the repository'],
    ['README.md', 'a README file'],
    ['content/_index.de.md', 'the page of a section'],
    ['content/_index.md', 'the page of a section'],
    ['content/news/_index.md', 'the page of a section'],
    ['content/old.md', 'a redirect'],
    ['content/search.md', 'a list of articles'],
  ]
  t.strictSame(await imported(site, root), {
    articles: ['content/news/ferry.md', 'content/news/readme-first.md', 'content/news/themes/tides.md'],
    sitePages,
    skipped: [...sitePages.flatMap(([name = '']) => name), 'hugo.toml'].sort(),
  })
  const { out } = await offprint(['import', site, '--dry-run'], {})
  t.match(
    out,
    'skipped              content/news/_index.md: the page of a section, not an article. To import it, name the file itself\n',
  )
  const named = await imported(join(site, 'content/news/_index.md'), root)
  t.strictSame(named, { articles: ['_index.md'], sitePages: [], skipped: [] })
  t.strictSame((await imported(join(site, 'README.md'), root)).articles, ['README.md'])
})

test('import: recognizes templates, lists and redirects by their content', async t => {
  const root = t.testdir({
    pages: {
      'a.html': '{{ define "main" }}<p>x</p>{{ end }}',
      'b.html': '<html><head><title>{{ page.title }}</title></head><body>{{ content }}</body></html>',
      'c.html': '---\nlayout: default\n---\n{% for post in site.posts %}<a>{{ post.title }}</a>{% endfor %}',
      'd.html': '<meta http-equiv="refresh" content="0; url=https://bay.example/new/">',
      'e.md': '---\ntitle: Tags\nlayout: tags\n---\n',
      'f.md': '---\ntitle: Blog\npagination:\n  data: collections.posts\n---\n',
      'g.md': '---\ntitle: "{{ replace .Name }}"\n---\n',
      '404.html': '<p>Not here.</p>',
      '2026-01-02-lists.md': '---\nlayout: list\n---\n\nA post.',
      'h.md': `${page('How to loop', 'layout: post\n')}\n{% raw %}{% for post in site.posts %}{% endfor %}{% endraw %}\n`,
      'i.md': page('Templates', 'template: article.html\n'),
      'j.html':
        '<html><head><title>How to redirect</title></head><body><pre>&lt;meta http-equiv="refresh"&gt;</pre></body></html>',
      'o.html':
        '<html><head><!--[if lte IE 9]><meta http-equiv="refresh" content="1;url=/old"><![endif]--><title>Old browsers</title><noscript><meta http-equiv="refresh" content="0; url=/m"></noscript></head><body><p>Words.</p></body></html>',
      'security.md': page('Security'),
      themes: { 'k.md': page('Themes') },
      layouts: { 'l.md': page('Layouts') },
    },
  })
  const { articles, sitePages } = await imported(join(root, 'pages'), root)
  t.strictSame(articles, [
    '2026-01-02-lists.md',
    'h.md',
    'i.md',
    'j.html',
    'layouts/l.md',
    'o.html',
    'security.md',
    'themes/k.md',
  ])
  t.strictSame(sitePages, [
    ['404.html', 'an error page'],
    ['a.html', 'a template'],
    ['b.html', 'a template'],
    ['c.html', 'a list of articles'],
    ['d.html', 'a redirect'],
    ['e.md', 'a list of articles'],
    ['f.md', 'a list of articles'],
    ['g.md', 'a template'],
  ])
})
