const popular = document.querySelector('#popular')

/**
 * Counts a view of an article that was opened. The browser sends it also while the page is left, and needs no permission
 * of the server to do so.
 */
export function countView(article) {
  const { origin, pathname } = new URL(article)
  navigator.sendBeacon(`${origin}${pathname.replace(/\/$/, '')}/views`)
}

/** Lists the most viewed articles of the site for a week. */
export async function showPopular(article) {
  const base = article.replace(/\/v1\/.*$/, '')
  const answer = await fetch(`${base}/v1/popular?window=7d&limit=5&fields=title,url`).catch(() => undefined)
  const { items } = answer?.ok ? await answer.json() : { items: [] }
  popular.replaceChildren(
    ...items.map(({ title, url }) => {
      const item = document.createElement('li')
      const link = document.createElement('a')
      link.href = `?article=${encodeURIComponent(url)}`
      link.textContent = title
      item.append(link)
      return item
    }),
  )
  popular.parentElement.hidden = items.length === 0
}
