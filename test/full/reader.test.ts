import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { AppDeps } from '../../src/app/deps.ts'
import type { Manuscript } from '../../src/domain/content/manuscript.ts'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { type Built, build, site } from '../build.ts'
import { clean } from '../contract/format.ts'
import { lead, paragraph } from '../domain/sample.ts'
import { ferries } from '../http/sample.ts'
import { everyBlock, nasty } from '../syndication/articles.ts'
import { noBrowser, startBrowser } from './browser.ts'

const folder = new URL('../../examples/reader/', import.meta.url)
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** The article with every type of block. */
const everything: Partial<Manuscript> = {
  ...ferries,
  sections: [lead('The boats are built in Norway.'), { heading: 'Who pays', level: 2, blocks: everyBlock }],
  footnotes: [{ anchor: 'n1', label: '1', blocks: [paragraph('Founded 1911.')] }],
}

const reason = noBrowser ? ` (left out: ${noBrowser})` : ''
t.test(`examples/reader reads an article from another origin${reason}`, { skip: noBrowser }, async t => {
  const browser = await startBrowser(t)
  const reader = await servedFolder(t)

  /** Opens the reader in a new browser context that can reach the two origins only. */
  async function open(t: Test, article: string): Promise<{ page: Page; faults: string[] }> {
    // The name of the headless browser is that of a bot.
    const context = await browser.newContext({
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0.0.0 Safari/537.36',
    })
    t.teardown(() => context.close())
    const page = await context.newPage()
    const faults: string[] = []
    page.on('pageerror', error => faults.push(String(error)))
    page.on('dialog', dialog => {
      faults.push(dialog.message())
      void dialog.dismiss()
    })
    const known = [reader, new URL(article).origin]
    await page.route('**/*', route =>
      known.includes(new URL(route.request().url()).origin) ? route.continue() : route.abort(),
    )
    await page.goto(`${reader}/index.html?article=${encodeURIComponent(article)}`)
    return { page, faults }
  }

  await t.test('the browser shows the same content from the HTML page and from the blocks', async t => {
    const { article, origin } = await served(t, everything)
    const { page, faults } = await open(t, article)
    t.equal(await state(page), 'read')
    const rows = await cells(page, '#shown')
    t.strictSame(
      rows.filter(([where]) => where === 'both').map(([, what, words]) => [what, words]),
      shownOfBoth,
    )
    t.strictSame(
      rows.filter(([where]) => where !== 'both'),
      [
        ['page', 'p', 'Transport'],
        ['page', 'p', 'By Ann Writer · 2026-11-20 · Updated 2026-11-21 · 1 min read'],
        ['page', 'a', 'Ann Writer → https://www.example.org/ann'],
        ['page', 'h2', 'Contents'],
        ['page', 'li', 'Who pays'],
        ['page', 'a', 'Who pays → #who-pays'],
        ['page', 'p', '↩'],
        ['page', 'a', '↩ → #ref:n1'],
        ['page', 'p', 'Ferries, Climate'],
        ['page', 'p', 'Harbour News'],
        ['page', 'a', `Harbour News → ${origin}`],
      ],
    )
    t.strictSame(faults, [])
  })

  await t.test('reading again returns 304, and a changed article is shown', async t => {
    const { article, built, origin, id } = await served(t, everything)
    const { page } = await open(t, article)
    t.equal(await state(page), 'read')
    const first = await cells(page, '#answers')
    // The reader requests the HTML page by the id.
    const asked = [article, `${origin}/v1/articles/${id}.html`]
    t.strictSame(
      first.map(([address, status, , language]) => [address, status, language]),
      asked.map(address => [address, '200', 'en']),
    )
    t.ok(first.every(([, , etag]) => /^W\/"[\w.-]+"$/.test(etag ?? '')))

    await page.getByRole('button', { name: 'Read' }).click()
    t.equal(await state(page), 'read')
    t.strictSame(
      await cells(page, '#answers'),
      first.map(([address = '', , etag = '']) => [address, '304', etag, '']),
    )

    await built.publish('ferries', { ...everything, summary: 'They sail at Easter.' })
    await page.getByRole('button', { name: 'Read' }).click()
    t.equal(await state(page), 'read')
    const last = await cells(page, '#answers')
    t.strictSame(
      last.map(([address, status]) => [address, status]),
      asked.map(address => [address, '200']),
    )
    t.ok(last.every(([, , etag], index) => etag !== first[index]?.[2]))
    t.ok((await cells(page, '#shown')).some(row => row.join() === 'both,p,They sail at Easter.'))
  })

  await t.test('hostile markup in an article is shown as text', async t => {
    const hostile = clean(nasty)
    const blocks = [...everyBlock, paragraph(hostile), paragraph('<img src=x onerror=alert(1)>')]
    const { article } = await served(t, { ...everything, summary: hostile, sections: [{ level: 1, blocks }] })
    const { page, faults } = await open(t, article)
    t.equal(await state(page), 'read')
    const rows = await cells(page, '#shown')
    t.strictSame(
      rows.filter(([where]) => where === 'blocks'),
      [],
    )
    t.ok(rows.some(row => row.join() === 'both,p,<img src=x onerror=alert(1)>'))
    t.strictSame(faults, [])
    t.equal(await page.frameLocator('#page').locator('script:not([type="application/ld+json"])').count(), 0)
  })

  await t.test('the search suggests, marks words, corrects them and links to sections', async t => {
    const { article } = await served(t, {
      ...everything,
      sections: [
        lead('Boats.'),
        { heading: 'Who pays', level: 2, blocks: [paragraph('The <b>city</b> pays for the ferries.')] },
      ],
    })
    const { page, faults } = await open(t, article)
    t.equal(await state(page), 'read')
    const box = page.getByRole('combobox')
    await box.pressSequentially('who p')
    await page.locator('#suggestions option').waitFor({ state: 'attached' })
    t.strictSame(
      await page
        .locator('#suggestions option')
        .evaluateAll(all => all.map(one => [one.getAttribute('value'), one.getAttribute('label')])),
      [['Who pays', 'heading in “Harbour Trust buys two electric ferries”']],
    )
    await box.fill('pays ferires')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForSelector('body[data-search=done]')
    t.match(await page.locator('#found-note').textContent(), 'these have “ferries”')
    const marked = await page.locator('#found mark').allTextContents()
    t.ok(marked.includes('ferries'))
    t.ok((await page.locator('#found').textContent())?.includes('The <b>city</b> pays'))
    const link = page.locator('#found a')
    t.equal(await link.textContent(), 'Harbour Trust buys two electric ferries – Who pays')
    t.match(await link.getAttribute('href'), /#who-pays$/)
    await link.click()
    await page.waitForURL(/#who-pays$/)
    t.equal(await state(page), 'read')
    t.strictSame(faults, [])
  })

  await t.test('opening an article counts a view, and the most read articles are listed', async t => {
    const { article, built, id } = await served(t, everything)
    const other = await built.publish('other', { title: 'Another article', slug: 'other' })
    const today = Math.floor(built.time.now.getTime() / 86_400_000)
    await built.store.addViews(new Map([[other.id, 3]]), { hour: today * 24, day: today })
    const stored = Promise.withResolvers<void>()
    const { addViews } = built.store
    built.store.addViews = async (views, time) => {
      await addViews(views, time)
      stored.resolve()
    }
    const { page, faults } = await open(t, article)
    t.equal(await state(page), 'read')
    t.strictSame(await page.locator('#popular a').allTextContents(), ['Another article'])
    await stored.promise
    t.equal((await built.store.articleViews(id, { first: 0, last: 99_999 })).total, (ferries.views ?? 0) + 1)
    t.strictSame(faults, [])
  })

  await t.test('an error shows the text of the problem, and an origin that is not allowed reads nothing', async t => {
    const open404 = await open(t, `${(await served(t, everything)).article}-not`)
    t.equal(await state(open404.page), 'failed')
    t.match(await open404.page.getByRole('status').textContent(), '404 No article has or had that slug or id.')
    const closed = await open(t, (await served(t, everything, { corsOrigins: ['https://www.example.org'] })).article)
    t.equal(await state(closed.page), 'failed')
    t.match(await closed.page.getByRole('status').textContent(), 'Failed to fetch')
    const opened = await open(t, (await served(t, everything, { corsOrigins: [reader] })).article)
    t.equal(await state(opened.page), 'read')
  })
})

const shownOfBoth = [
  ['h1', 'Harbour Trust buys two electric ferries'],
  ['p', 'The first electric boats of the harbour sail next spring.'],
  ['h2', 'Key Takeaways'],
  ['li', 'They replace two diesel boats.'],
  ['li', 'They cost "41 million", [all in}.'],
  ['p', 'The boats are built in Norway.'],
  ['h2', 'Who pays'],
  ['p', 'The ferries cost 41 million.\nNo more.'],
  ['strong', '41 million'],
  ['li', 'Third'],
  ['input', '☑'],
  ['li', 'Fourth'],
  ['input', '☐'],
  ['li', 'Nested'],
  ['p', 'Quiet as a cat.'],
  ['figcaption', 'A. Captain'],
  ['a', 'A. Captain → https://www.example.org/interview'],
  ['figcaption', 'ferry.py'],
  ['code', 'ferry.py'],
  ['pre', 'if a < b:\n    print("```")'],
  ['code', 'if a < b:\n    print("```")'],
  ['img', 'A ferry → https://www.example.org/img/ferry.jpg'],
  ['figcaption', 'The first ferry P. Photographer'],
  ['em', 'ferry'],
  ['img', 'https://www.example.org/img/a.jpg'],
  ['img', 'Quay → https://www.example.org/img/b.jpg'],
  ['figcaption', 'The quay'],
  ['figcaption', 'Two pictures'],
  ['caption', 'Costs'],
  ['th', 'Item'],
  ['th', 'Million'],
  ['td', 'Hull | keel'],
  ['td', '21'],
  ['td', 'All'],
  ['audio', 'https://www.example.org/horn.mp3'],
  ['figcaption', 'The horn'],
  ['video', 'https://www.example.org/trip.mp4'],
  ['p', 'plan.pdf'],
  ['a', 'plan.pdf → https://www.example.org/plan.pdf'],
  ['text', 'The trip'],
  ['a', 'The trip → https://www.youtube.com/watch?v=abc&t=1'],
  ['p', 'Warning: Mind'],
  ['strong', 'Warning: Mind'],
  ['p', 'The gap.'],
  // Its content is folded until a reader opens it.
  ['summary', 'More'],
  ['hr', '―'],
  ['p', 'Yes or no?'],
  ['p', 'See the costs, the trust1, H2O, old under mark x2 run() שלום.'],
  ['a', 'the costs → #who-pays'],
  ['a', 'the trust → https://www.example.org/trust'],
  ['em', 'the trust'],
  ['sup', '1'],
  ['a', '1 → #note:n1'],
  ['sub', '2'],
  ['s', 'old'],
  ['u', 'under'],
  ['mark', 'mark'],
  ['sup', '2'],
  ['code', 'run()'],
  ['h2', 'Footnotes'],
  ['p', 'Founded 1911.'],
]

/** Whether the page was read or failed. */
async function state(page: Page): Promise<string | null> {
  const ended = await page.waitForSelector('body[data-state=read], body[data-state=failed]', { timeout: 15_000 })
  return await ended.getAttribute('data-state')
}

async function cells(page: Page, table: string): Promise<string[][]> {
  const rows = await page.locator(`${table} tbody tr`).all()
  return Promise.all(rows.map(row => row.locator('td').allTextContents()))
}

/** An article on a new server. */
async function served(
  t: Test,
  said: Partial<Manuscript>,
  more: Partial<AppDeps> = {},
): Promise<{ built: Built; article: string; origin: string; id: string }> {
  const listening = await reservePort({ host: '127.0.0.1', port: 0 })
  const origin = `http://127.0.0.1:${listening.port}`
  const built = await build(t, { site: { ...site, publicUrl: origin }, ...more })
  const { id, slug } = await built.publish('ferries', said)
  await built.app.listen(listening)
  return { built, origin, id, article: `${origin}/v1/articles/${slug}` }
}

/** A server for the files of the example. */
async function servedFolder(t: Test): Promise<string> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname.slice(1)
    const file = await readFile(new URL(path, folder)).catch(() => undefined)
    response.writeHead(file ? 200 : 404, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(file)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
