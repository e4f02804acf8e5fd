import type { Browser } from 'playwright-core'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { build, site } from '../build.ts'
import { headed, lead, paragraph } from '../domain/sample.ts'
import { ferries } from '../http/sample.ts'
import { everyBlock } from '../syndication/articles.ts'
import { noBrowser, startBrowser } from './browser.ts'

const slug = 'harbour-trust-buys-two-electric-ferries'
const sentence = 'The old boats will be sold to a collector who wants to keep at least one of them afloat. '
const article = {
  ...ferries,
  sections: [
    lead(sentence.repeat(6)),
    { heading: 'Who pays', level: 2, blocks: everyBlock },
    headed('When', sentence.repeat(6)),
  ],
  footnotes: [{ anchor: 'n1', label: '1', blocks: [paragraph('Founded 1911.')] }],
}

const paths = {
  '/': 200,
  [`/v1/articles/${slug}.html`]: 200,
  [`/v1/articles/${slug}/sections/who-pays.html`]: 200,
  [`/v1/articles/${slug}/card.html`]: 200,
  '/v1/articles/nowhere.html': 404,
  [`/v1/articles/${slug}.html?preview=nonsense`]: 403,
  '/problems/article-not-found': 200,
}

const reason = noBrowser ? ` (left out: ${noBrowser})` : ''
t.test(`public pages in a browser${reason}`, { skip: noBrowser }, async t => {
  const browser = await startBrowser(t)
  const origin = await served(t)

  for (const [path, status] of Object.entries(paths)) {
    await t.test(`${path} fits a phone and follows the colour scheme of the system`, async t => {
      for (const [colorScheme, colour] of [
        ['light', 'rgb(255, 254, 252)'],
        ['dark', 'rgb(23, 21, 19)'],
      ] as const) {
        const { page, violations, answered } = await open(t, browser, origin + path, { colorScheme, width: 390 })
        t.equal(answered, status)
        t.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), colour)
        t.ok(
          await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
          'the page is not wider than the screen',
        )
        t.strictSame(violations, [])
      }
    })
  }

  await t.test('a line of an article has about 65 characters', async t => {
    const { page } = await open(t, browser, `${origin}/v1/articles/${slug}.html`, { colorScheme: 'light', width: 1280 })
    const lines: number[] = await page.evaluate(lineLengths)
    const mean = lines.reduce((sum, count) => sum + count, 0) / lines.length
    t.ok(lines.length > 3 && mean > 58 && mean < 72, `${mean} in ${lines.length} lines`)
  })

  await t.test('the focus is visible', async t => {
    const { page } = await open(t, browser, `${origin}/v1/articles/${slug}.html`, { colorScheme: 'light', width: 1280 })
    await page.keyboard.press('Tab')
    t.strictSame(
      await page.evaluate(
        '[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]',
      ),
      [site.title, 'solid'],
    )
  })
})

/** Characters in each full line of the first paragraph. */
const lineLengths = `(() => {
  const text = document.querySelector('article > div > p').firstChild
  const range = document.createRange()
  const found = new Map()
  for (let at = 0; at < text.length; at += 1) {
    range.setStart(text, at)
    range.setEnd(text, at + 1)
    const { top } = range.getBoundingClientRect()
    found.set(top, (found.get(top) ?? 0) + 1)
  }
  return [...found.values()].slice(0, -1)
})()`

async function served(t: Test): Promise<string> {
  const listening = await reservePort({ host: '127.0.0.1', port: 0 })
  const origin = `http://127.0.0.1:${listening.port}`
  const { app, publish } = await build(t, { site: { ...site, publicUrl: origin } })
  await publish('ferries', article)
  await app.listen(listening)
  return origin
}

async function open(
  t: Test,
  browser: Browser,
  url: string,
  { colorScheme, width }: { colorScheme: 'light' | 'dark'; width: number },
) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
  t.teardown(() => context.close())
  const page = await context.newPage()
  const violations: string[] = []
  page.on('console', message => {
    if (/Content Security Policy/.test(message.text())) violations.push(message.text())
  })
  await page.route('**/*', route => (route.request().url().startsWith(url) ? route.continue() : route.abort()))
  const response = await page.goto(url, { timeout: 120_000 })
  return { page, violations, answered: response?.status() }
}
