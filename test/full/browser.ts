import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import type { Test } from 'tap'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where Chromium is, by `CHROMIUM` or at its usual places. */
export const browserPath = [process.env['CHROMIUM'] ?? '', ...usualPlaces].find(path => path !== '' && existsSync(path))

/** Why tests in a browser are left out, if they are. */
export const noBrowser = browserPath === undefined && 'no Chromium on this machine; CHROMIUM names it'

/** Starts Chromium without a window; it ends with the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  // Its sandbox does not start for root, as which containers run.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ executablePath: browserPath ?? '', args })
  t.teardown(() => browser.close())
  return browser
}
