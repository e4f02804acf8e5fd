import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { reservePort } from '../../src/http/server/reserve-port.ts'
import { build, site } from '../build.ts'
import { ferries } from '../http/sample.ts'
import { noBrowser, startBrowser } from './browser.ts'

const reason = noBrowser ? ` (left out: ${noBrowser})` : ''
const patience = 120_000

t.test(`GET /docs in a browser${reason}`, { skip: noBrowser }, async t => {
  const browser = await startBrowser(t)

  await t.test('guides, operations, search and requests work, with no request to another host', async t => {
    const { page, faults } = await open(t, browser, 'light')
    await page.getByRole('heading', { name: 'Offprint' }).first().waitFor()
    t.equal(await background(page), 'rgb(255, 254, 252)')
    t.strictSame(await page.locator('.bar a').allTextContents(), [site.title, 'OpenAPI'])
    // The guides name other tools: swagger-typescript-api generates clients, and benchmarks compare with Fastify.
    t.notMatch(await page.locator('body').innerText(), /powered by|scalar|swagger ui/i)

    await page.getByRole('link', { name: 'Sync and stream' }).first().click()
    await page.getByRole('heading', { name: 'Sync and stream' }).waitFor()
    t.match(page.url(), '#tag/guide-sync')

    await page.keyboard.press('Control+k')
    await page.keyboard.type('export.ndjson')
    await page.getByRole('dialog').getByText('/v1/export.ndjson').first().click()
    await page.waitForURL(/export\.ndjson/)

    await page
      .getByRole('button', { name: /Test Request/ })
      .first()
      .click()
    await page.getByRole('button', { name: /Send/ }).first().click()
    await page.getByText('200 OK').first().waitFor()
    t.strictSame(faults, [])
  })

  await t.test('the page follows a dark system and works behind a proxy that adds a path', async t => {
    const { page, faults } = await open(t, browser, 'dark', '/api')
    await page.getByRole('heading', { name: 'Offprint' }).first().waitFor()
    t.equal(await background(page), 'rgb(23, 21, 19)')
    t.equal(new URL(page.url()).pathname, '/api/docs')
    t.strictSame(faults, [])
  })
})

/** The page, from its own server, and its faults: errors, violations of the policy, requests to other hosts. */
async function open(
  t: Test,
  browser: Browser,
  colorScheme: 'light' | 'dark',
  path = '',
): Promise<{ page: Page; faults: string[] }> {
  const listening = await reservePort({ host: '127.0.0.1', port: 0 })
  const origin = `http://127.0.0.1:${listening.port}`
  const built = await build(t, { site: { ...site, publicUrl: `${origin}${path}` } })
  await built.publish('ferries', ferries)
  await built.app.listen(listening)
  const context = await browser.newContext({ colorScheme })
  t.teardown(() => context.close())
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(String(error)))
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  await page.addInitScript({
    content: `addEventListener('securitypolicyviolation', event => {
      console.error(event.violatedDirective + ' ' + event.blockedURI)
    })`,
  })
  // Acts as the proxy that removes the path. Requests to other origins are aborted and recorded.
  await page.route('**/*', async route => {
    const url = new URL(route.request().url())
    if (url.protocol === 'data:' || url.protocol === 'blob:') return route.continue()
    if (url.origin !== origin || !url.pathname.startsWith(path)) {
      faults.push(`request to ${url}`)
      return route.abort()
    }
    if (path === '') return route.continue()
    return route.fulfill({ response: await route.fetch({ url: `${origin}${url.pathname.slice(path.length)}` }) })
  })
  await page.goto(`${origin}${path}/docs`, { timeout: patience })
  return { page, faults }
}

async function background(page: Page): Promise<string> {
  return page.evaluate('getComputedStyle(document.body).backgroundColor')
}
