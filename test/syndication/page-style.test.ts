import { createHash } from 'node:crypto'
import { test } from 'tap'
import { cardPage } from '../../src/syndication/article/card.ts'
import { htmlPage, sectionPage } from '../../src/syndication/article/html.ts'
import { cardPolicy, pagePolicy, pageStyle } from '../../src/syndication/article/page-style.ts'
import { arabic, full, site } from './articles.ts'
import { readDocument } from './html-document.ts'

/** Custom properties that are colours, of the light and of the dark scheme. */
const [light, dark] = schemes(pageStyle)

test('page style: text and links have the contrast that WCAG 2.2 AA requires, in both schemes', async t => {
  for (const colours of [light, dark]) {
    for (const paper of ['paper', 'tint']) {
      for (const ink of ['ink', 'soft', 'link', 'accent', 'tip', 'important', 'warning', 'caution']) {
        const ratio = contrast(colours[ink], colours[paper])
        t.ok(ratio >= 4.5, `${ink} on ${paper}: ${ratio.toFixed(1)}`)
      }
    }
    for (const ink of ['ink', 'link']) t.ok(contrast(colours[ink], colours['mark']) >= 4.5, `${ink} on mark`)
  }
})

test('page style: has rules for both schemes, print and a visible focus, and loads nothing', async t => {
  for (const part of ['color-scheme:light dark', '(prefers-color-scheme:dark)', '@media print', ':focus-visible']) {
    t.match(pageStyle, part)
  }
  t.notMatch(pageStyle, /url\(|@import|@font-face|\b(?:margin|padding|border)-(?:left|right)\b/)
})

test('page style: the policies of pages and cards allow it by its hash', async t => {
  const hash = createHash('sha256').update(pageStyle).digest('base64')
  for (const policy of [pagePolicy, cardPolicy]) t.match(policy, `style-src 'sha256-${hash}'`)
})

test('html: a page adds less than 30,000 characters to its article', async t => {
  const page = htmlPage.render(full, site)
  const content = /<article>.*<\/article>/s.exec(page)?.[0] ?? ''
  t.ok(page.length - content.length < 30_000, String(page.length - content.length))
})

test('html: pages have a banner, one main landmark and a named navigation', async t => {
  const { elements, all } = readDocument(htmlPage.render(full, site))
  t.equal(all('main').length, 1)
  t.strictSame(all('header').map(one => one.text)[0], site.title)
  const name = all('nav')[0]?.attributes['aria-labelledby']
  t.equal(elements.find(one => one.attributes['id'] === name)?.text, 'Contents')
  const section = full.sections.find(one => one.heading !== undefined)
  t.ok(section)
  if (section) t.equal(readDocument(sectionPage(full, section, site)).all('main').length, 1)
  t.strictSame(readDocument(cardPage(full, site)).all('blockquote').length, 1)
})

test('html: the banner has the language and direction of the site, the page those of the article', async t => {
  const { all } = readDocument(htmlPage.render(arabic, site))
  t.strictSame([all('html')[0]?.attributes['lang'], all('html')[0]?.attributes['dir']], ['ar', 'rtl'])
  const banner = all('a').find(one => one.attributes['class'] === 'site')
  t.strictSame(banner?.attributes, { class: 'site', lang: 'en', dir: 'ltr', href: site.homeUrl ?? site.publicUrl })
})

test('html: wide tables and code scroll in a box that the keyboard reaches', async t => {
  const { all } = readDocument(htmlPage.render(full, site))
  const boxes = all('div').filter(one => one.attributes['class'] === 'scroll')
  t.equal(boxes.length, all('table').length)
  for (const { attributes } of [...boxes, ...all('pre')]) t.equal(attributes['tabindex'], '0')
  const captions = all('caption').map(one => one.text)
  t.strictSame(
    boxes.flatMap(one => one.attributes['aria-label'] ?? []),
    captions,
  )
})

function schemes(style: string): [Record<string, string>, Record<string, string>] {
  const [first = {}, second = {}] = [...style.matchAll(/:root\{([^}]*)\}/g)].map(([, rule = '']) =>
    Object.fromEntries([...rule.matchAll(/--([\w-]+):(#[\da-f]{6})/g)].map(([, name, colour]) => [name, colour])),
  )
  return [first, { ...first, ...second }]
}

/** The contrast ratio of WCAG 2.2. */
function contrast(one = '', other = ''): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
