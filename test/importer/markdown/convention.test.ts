import { test } from 'tap'
import type { Manuscript } from '../../../src/domain/content/manuscript.ts'
import { markdownImporter } from '../../../src/importer/format/markdown/markdown.ts'
import { readArticle } from '../read-one.ts'

const paragraph = (...content: object[]) => ({ type: 'paragraph', content })
const text = (words: string) => ({ text: words })

type Convention = { file: string; source: string; status?: 'draft'; manuscript: Partial<Manuscript>; notes?: string[] }

/** Conventions of site generators, each as in its documentation. */
const conventions: Record<string, Convention> = {
  'Jekyll: date and slug in the file name, words as lists, excerpt separator, highlight, Liquid that remains': {
    file: '_posts/2014-03-12-coming-soon.markdown',
    source: `---
layout: post
title: Coming soon
excerpt_separator: <!--more-->
categories: transport harbour
tags: [ferries]
redirect_from: /old/soon/
---

The boats *start* in spring.
<!--more-->

See [the plan]({% post_url 2014-03-01-plan %}) and {{ page.title }}.

{% highlight js %}
open()
{% endhighlight %}
`,
    manuscript: {
      title: 'Coming soon',
      summary: 'The boats start in spring.',
      slug: 'coming-soon',
      paths: ['/old/soon/'],
      category: 'transport',
      tags: ['harbour', 'ferries'],
      publishedAt: '2014-03-11T23:00:00Z',
      publishedPrecision: 'day',
      sections: [
        {
          level: 1,
          blocks: [
            paragraph(text('The boats '), { text: 'start', emphasis: true }, text(' in spring.')),
            paragraph(
              text('See '),
              { text: 'the plan', link: { href: '/2014/03/01/plan.html' } },
              text(' and {{ page.title }}.'),
            ),
            { type: 'code', text: 'open()', language: 'js' },
          ],
        },
      ] as Manuscript['sections'],
    },
    notes: ['withheld', 'template-translated', 'template-kept', 'link-relative'],
  },
  'Jekyll: a post in _drafts is a draft': {
    file: '_drafts/idea.md',
    source: '---\ntitle: Idea\n---\nWords.\n',
    status: 'draft',
    manuscript: { title: 'Idea', slug: 'idea' },
    notes: ['draft'],
  },
  'Hugo: page bundle, language in the name, draft, expiry, aliases, taxonomies, shortcodes, relref': {
    file: 'content/posts/ferries/index.de.md',
    source: `+++
title = "Fähren"
date = 2026-01-02T10:00:00+01:00
expiryDate = 2030-01-01
draft = true
aliases = ["/alt/faehren/", "boote"]
categories = ["Verkehr"]
tags = ["Hafen"]
[params]
author = "Ann"
+++

{{< figure src="boot.jpg" alt="Ein Boot" caption="Am Kai" >}}

{{< youtube dQw4w9WgXcQ >}}

Siehe [Hafen]({{< relref "hafen.md" >}}).
`,
    status: 'draft',
    manuscript: {
      title: 'Fähren',
      language: 'de',
      slug: 'ferries',
      formerSlugs: ['boote'],
      paths: ['/alt/faehren/', '/boote'],
      category: 'Verkehr',
      tags: ['Hafen'],
      authors: [{ name: 'Ann' }],
      publishedAt: '2026-01-02T09:00:00Z',
      expiresAt: '2029-12-31T23:00:00Z',
      sections: [
        {
          level: 1,
          blocks: [
            {
              type: 'image',
              image: {
                url: '/content/posts/ferries/boot.jpg',
                alt: 'Ein Boot',
                caption: [text('Am Kai')],
                variants: [],
              },
            },
            { type: 'embed', url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', provider: 'youtube' },
            paragraph(text('Siehe '), { text: 'Hafen', link: { href: '/content/posts/ferries/hafen.md' } }, text('.')),
          ],
        },
      ] as Manuscript['sections'],
    },
    notes: [
      'draft',
      'image-relative',
      'template-translated',
      'template-translated',
      'template-translated',
      'link-relative',
    ],
  },
  'Astro: pubDate, updatedDate, heroImage, description': {
    file: 'src/content/blog/first.md',
    source:
      '---\ntitle: First\ndescription: A first post\npubDate: Jul 08 2022\nupdatedDate: 2022-08-01\nheroImage: ../../assets/hero.jpg\n---\n\nWords.\n',
    manuscript: {
      summary: 'A first post',
      publishedAt: '2022-07-07T22:00:00Z',
      publishedPrecision: 'day',
      updatedAt: '2022-07-31T22:00:00Z',
      image: { url: '/src/assets/hero.jpg', variants: [] },
    },
    notes: ['image-relative'],
  },
  'Eleventy: image with commas, permalink with a template, output that remains': {
    file: 'posts/eleventy.md',
    source:
      '---\ntitle: Eleventy\ndate: 2026-02-03\npermalink: "/e/{{ page.fileSlug }}/"\n---\n{% image "./boat.jpg", "A boat" %}\n\nWords {{ title | upper }}.\n',
    manuscript: {
      slug: 'eleventy',
      custom: undefined,
      sections: [
        {
          level: 1,
          blocks: [
            { type: 'image', image: { url: '/posts/boat.jpg', alt: 'A boat', variants: [] } },
            paragraph(text('Words {{ title | upper }}.')),
          ],
        },
      ] as Manuscript['sections'],
    },
    notes: ['withheld', 'image-relative', 'template-translated', 'template-kept'],
  },
  'MDX: reports imports and components, and keeps their content': {
    file: 'src/content/blog/second.mdx',
    source:
      'import Chart from "../Chart.astro"\nexport const year = 2026\n\n# Second\n\n<Chart data={[1, 2]} />\n\n<Callout type="note">Mind the *gap*.</Callout>\n\nThe year is {year}.\n',
    manuscript: {
      title: 'Second',
      sections: [
        {
          level: 1,
          blocks: [
            paragraph(text('Mind the '), { text: 'gap', emphasis: true }, text('.')),
            paragraph(text('The year is {year}.')),
          ],
        },
      ] as Manuscript['sections'],
    },
    notes: ['mdx-module', 'mdx-component', 'mdx-component', 'mdx-expression'],
  },
}

for (const [name, { file, source, status = 'publishable', manuscript, notes = [] }] of Object.entries(conventions)) {
  test(`markdown: ${name}`, async t => {
    const found = await readArticle(markdownImporter, source, { name: file, language: undefined })
    t.equal(found.status, status)
    const members = Object.keys(manuscript) as (keyof Manuscript)[]
    t.strictSame(Object.fromEntries(members.map(member => [member, found.manuscript[member]])), manuscript)
    t.strictSame(
      found.report.notes.map(note => note.code),
      notes,
    )
  })
}

for (const name of ['keyTakeaways', 'key_takeaways', 'takeaways', 'tldr']) {
  test(`markdown: reads ${name} in front matter as key takeaways, from a list or one text`, async t => {
    const of = async (value: string) =>
      (await readArticle(markdownImporter, `---\ntitle: T\n${name}: ${value}\n---\nWords.\n`)).manuscript.keyTakeaways
    const first = { content: [text('It opens in '), { text: 'June', emphasis: true }], origin: 'authored' }
    t.strictSame(await of('It opens in *June*'), [first])
    t.strictSame(await of('[It opens in *June*, It is free]'), [
      first,
      { content: [text('It is free')], origin: 'authored' },
    ])
  })
}
