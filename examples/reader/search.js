/** Searches the site of the article. Excerpts are data, not markup: no text of the server becomes HTML. */
const form = document.querySelector('#search')
const article = document.querySelector('#read input')
const suggestions = document.querySelector('#suggestions')
const note = document.querySelector('#found-note')
const found = document.querySelector('#found')

let running = new AbortController()

form.elements.q.addEventListener('input', () => void suggest(form.elements.q.value))
form.addEventListener('submit', event => {
  event.preventDefault()
  void search(form.elements.q.value)
})

/** Completes what was typed. A newer input replaces the request of an older one. */
async function suggest(typed) {
  running.abort()
  running = new AbortController()
  if (!typed.trim()) return suggestions.replaceChildren()
  const { items } = await fetch(address('/v1/search/suggest', { q: typed }), { signal: running.signal })
    .then(answer => (answer.ok ? answer.json() : {}))
    .catch(() => ({}))
  if (!items) return undefined
  return suggestions.replaceChildren(
    ...items.map(({ kind, text, title }) => {
      const option = document.createElement('option')
      option.value = text
      option.label = title ? `${kind} in “${title}”` : kind
      return option
    }),
  )
}

async function search(q) {
  document.body.dataset.search = 'running'
  const answer = await fetch(address('/v1/search', { q, fields: 'title,url' })).catch(error => error)
  if (!answer.ok) {
    note.textContent = answer.json ? (await answer.json()).detail : String(answer)
    found.replaceChildren()
  } else {
    const { items, matched, corrected } = await answer.json()
    note.textContent = [
      `${items.length} results.`,
      ...corrected.map(({ from, to }) => `No article has “${from}”: these have “${to}”.`),
      ...(matched === 'some' ? ['No article has all words.'] : []),
    ].join(' ')
    found.replaceChildren(...items.map(hit))
  }
  document.body.dataset.search = 'done'
}

/** A result: a link to the article, or to its best section, and excerpts. */
function hit({ article: { title, url }, section, matches }) {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = `?article=${encodeURIComponent(url)}${section ? `#${encodeURIComponent(section.anchor)}` : ''}`
  link.textContent = section?.heading ? `${title} – ${section.heading}` : title
  item.append(link, ...matches.map(({ content }) => excerpt(content)))
  return item
}

/** An excerpt; words of the query have the mark `highlight`. */
function excerpt(content) {
  const line = document.createElement('p')
  for (const { text, highlight } of content) {
    const run = document.createElement(highlight ? 'mark' : 'span')
    run.textContent = text
    line.append(run)
  }
  return line
}

/** An address of the site that has the article. */
function address(path, query) {
  const base = article.value.replace(/\/v1\/.*$/, '')
  return `${base}${path}?${new URLSearchParams(query)}`
}
