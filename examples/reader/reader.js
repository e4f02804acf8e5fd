import { articleElements } from './blocks.js'
import { countView, showPopular } from './popular.js'
import { compared, shown } from './shown.js'

/** ETags and bodies by address, for conditional requests. */
const known = new Map()

const form = document.querySelector('#read')
const status = document.querySelector('[role=status]')
const frame = document.querySelector('#page')
const blocks = document.querySelector('#blocks')

form.addEventListener('submit', event => {
  event.preventDefault()
  void read(form.elements.article.value)
})

const asked = new URLSearchParams(location.search).get('article')
if (asked) {
  form.elements.article.value = asked
  void read(asked)
}

/** Reads an article as JSON, follows its `Link` to the page, and shows both and what the browser displays of each. */
async function read(address) {
  document.body.dataset.state = 'reading'
  status.textContent = 'Reading …'
  try {
    document.querySelector('#answers tbody').replaceChildren()
    const json = await ask(address)
    const page = await ask(alternate(json.headers.get('link'), 'text/html'))
    countView(address)
    await showPopular(address)
    const article = JSON.parse(json.body)
    await showPage(page.body)
    blocks.lang = article.metadata.language
    blocks.dir = article.metadata.direction
    blocks.replaceChildren(...articleElements(article))
    const rows = compared(shown(frame.contentDocument.querySelector('article')), shown(blocks))
    fill('#shown', rows, ({ where, what, words }) => [where, what, words])
    const apart = rows.filter(row => row.where !== 'both').length
    status.textContent = `${rows.length} lines, ${apart} of them in one of the two only.`
    document.body.dataset.state = 'read'
    if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
  } catch (error) {
    status.textContent = String(error)
    document.body.dataset.state = 'failed'
  }
}

/**
 * Sends a conditional request. The script sets the ETag itself, so that it sees the 304, which the cache of the browser
 * would hide. The server must allow other origins to send and read it.
 */
async function ask(address) {
  const before = known.get(address)
  const answer = await fetch(address, before ? { headers: { 'If-None-Match': before.etag } } : {})
  const etag = answer.headers.get('etag')
  const row = [address, String(answer.status), etag ?? 'none', answer.headers.get('content-language') ?? '']
  document.querySelector('#answers tbody').append(tableRow(row))
  if (answer.status === 304 && before) return before
  if (!answer.ok) throw new Error(await reason(answer))
  const read = { headers: answer.headers, body: await answer.text(), etag }
  if (etag) known.set(address, read)
  return read
}

/** Errors of the API are problem documents (RFC 9457); errors of pages are HTML. */
async function reason(answer) {
  const isProblem = answer.headers.get('content-type') === 'application/problem+json'
  return `${answer.status} ${isProblem ? (await answer.json()).detail : ''}`
}

/** The address of another format in a `Link` header (RFC 8288). */
function alternate(header, type) {
  const links = [...(header ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+="[^"]*")*)/g)]
  const found = links.find(([, , about]) => about.includes('rel="alternate"') && about.includes(`type="${type}"`))
  if (!found) throw new Error(`No “Link” to ${type}: is it exposed to this origin?`)
  return found[1]
}

/** Shows the page in a frame, with its own style and no script. */
async function showPage(html) {
  const loaded = new Promise(resolve => {
    frame.addEventListener('load', resolve, { once: true })
  })
  frame.srcdoc = html
  await loaded
}

function fill(table, rows, cells) {
  const made = rows.map(row => tableRow(cells(row), row.where))
  document.querySelector(`${table} tbody`).replaceChildren(...made)
}

function tableRow(cells, where) {
  const row = document.createElement('tr')
  if (where) row.dataset.where = where
  row.append(
    ...cells.map(words => {
      const cell = document.createElement('td')
      cell.textContent = words
      return cell
    }),
  )
  return row
}
