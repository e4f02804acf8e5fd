import type { BlockOf } from './block.ts'

type Embed = BlockOf<'embed'>

/** The embeddable player of a page, by the host of the page. Undefined if there is none. */
type Player = { host: RegExp; player(page: URL): string | undefined }

const players: readonly Player[] = [
  { host: /^(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com$/, player: youtube },
  { host: /^youtu\.be$/, player: page => youtubePlayer(step(page, 0), page) },
  { host: /^(?:www\.|player\.)?vimeo\.com$/, player: vimeo },
  { host: /^open\.spotify\.com$/, player: spotify },
  {
    host: /^(?:www\.|m\.)?soundcloud\.com$/,
    player: page =>
      page.pathname === '/' ? undefined : framed('https://w.soundcloud.com/player/', { url: page.href }),
  },
  {
    host: /^(?:www\.)?dailymotion\.com$/,
    player: page => dailymotion(/^\/(?:embed\/)?video\/(\w+)/.exec(page.pathname)),
  },
  { host: /^dai\.ly$/, player: page => dailymotion(/^\/(\w+)/.exec(page.pathname)) },
  { host: /^(?:www\.|embed\.)?ted\.com$/, player: ted },
]

/**
 * The HTML of an embed, made from its URL alone: a figure with a link and, if the site has a known player, a sandboxed
 * frame above it. The frame may run its own scripts in its own origin; it cannot navigate the surrounding page.
 */
export function embedHtml({ url, title, width, height }: Embed): string | undefined {
  const page = URL.parse(url)
  if (page?.protocol !== 'https:' && page?.protocol !== 'http:') return undefined
  const name = title?.trim() || page.hostname
  const link = `<a href="${escaped(page.href)}">${escaped(name)}</a>`
  const src = players.find(({ host }) => host.test(page.hostname))?.player(page)
  if (src === undefined) return `<figure class="embed">${link}</figure>`
  const size = `${width === undefined ? '' : ` width="${width}"`}${height === undefined ? '' : ` height="${height}"`}`
  const rights = 'sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" allow="fullscreen"'
  const loading = 'loading="lazy" referrerpolicy="strict-origin-when-cross-origin"'
  const frame = `<iframe src="${escaped(src)}" title="${escaped(name)}"${size} ${rights} ${loading}></iframe>`
  return `<figure class="embed">${frame}<figcaption>${link}</figcaption></figure>`
}

function youtube(page: URL): string | undefined {
  const isPath = /^(?:embed|shorts|live|v)$/.test(step(page, 0))
  return youtubePlayer(isPath ? step(page, 1) : (page.searchParams.get('v') ?? ''), page)
}

function youtubePlayer(video: string, { searchParams }: URL): string | undefined {
  if (!/^[\w-]{6,20}$/.test(video) || video === 'videoseries') return undefined
  const start = /^(\d{1,6})s?$/.exec(searchParams.get('start') ?? searchParams.get('t') ?? '')?.[1]
  return framed(`https://www.youtube-nocookie.com/embed/${video}`, { start })
}

function vimeo(page: URL): string | undefined {
  const [, video, inPath] = /^\/(?:video\/)?(\d{1,12})(?:\/([\da-f]{6,20}))?\/?$/.exec(page.pathname) ?? []
  const hash = inPath ?? /^[\da-f]{6,20}$/.exec(page.searchParams.get('h') ?? '')?.[0]
  return video && framed(`https://player.vimeo.com/video/${video}`, { h: hash })
}

function spotify({ pathname }: URL): string | undefined {
  const [, kind, item] =
    /^\/(?:intl-\w{2,5}\/|embed\/)?(album|artist|episode|playlist|show|track)\/([\dA-Za-z]{10,40})\/?$/.exec(
      pathname,
    ) ?? []
  return item && `https://open.spotify.com/embed/${kind}/${item}`
}

function dailymotion(found: RegExpExecArray | null): string | undefined {
  return found?.[1] && framed('https://geo.dailymotion.com/player.html', { video: found[1] })
}

function ted({ pathname }: URL): string | undefined {
  const talk = /^\/talks\/([\w-]{1,200})\/?$/.exec(pathname)?.[1]
  return talk && `https://embed.ted.com/talks/${talk}`
}

/** A segment of a path, counted from 0. */
function step({ pathname }: URL, index: number): string {
  return pathname.split('/', 4)[index + 1] ?? ''
}

function framed(address: string, query: Record<string, string | undefined>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
