import type { BlockOf } from '../../../domain/body/block.ts'

type Embed = BlockOf<'embed'>
type Rule = { provider: string; host: RegExp; watch?: (url: URL) => string | undefined }

const id = (url: URL, index: number) => url.pathname.split('/')[index]?.match(/^[\w-]+/)?.[0]
const youtube = (key: string | undefined, url: URL) => {
  const start = url.searchParams.get('start') ?? url.searchParams.get('t')
  return key && `https://www.youtube.com/watch?v=${key}${start ? `&t=${encodeURIComponent(start)}` : ''}`
}

const rules: readonly Rule[] = [
  { provider: 'youtube', host: /(^|\.)youtu\.be$/, watch: url => youtube(id(url, 1), url) },
  { provider: 'youtube', host: /(^|\.)youtube(-nocookie)?\.com$/, watch: watchYouTube },
  { provider: 'vimeo', host: /^player\.vimeo\.com$/, watch: watchVimeo },
  { provider: 'vimeo', host: /(^|\.)vimeo\.com$/ },
  { provider: 'x', host: /(^|\.)(twitter|x)\.com$/, watch: watchPost },
  {
    provider: 'instagram',
    host: /(^|\.)instagram\.com$/,
    watch: url => `${url.origin}${url.pathname.replace(/embed\/?(captioned\/?)?$/, '')}`,
  },
  {
    provider: 'spotify',
    host: /(^|\.)spotify\.com$/,
    watch: url => `${url.origin}${url.pathname.replace(/^\/embed(-podcast)?\//, '/')}`,
  },
  { provider: 'soundcloud', host: /(^|\.)soundcloud\.com$/, watch: url => url.searchParams.get('url') ?? url.href },
  { provider: 'tiktok', host: /(^|\.)tiktok\.com$/ },
  {
    provider: 'facebook',
    host: /(^|\.)(facebook\.com|fb\.watch)$/,
    watch: url => url.searchParams.get('href') ?? url.href,
  },
  { provider: 'dailymotion', host: /(^|\.)(dailymotion\.com|dai\.ly)$/ },
  { provider: 'twitch', host: /(^|\.)twitch\.tv$/ },
  { provider: 'ted', host: /(^|\.)ted\.com$/ },
  { provider: 'bluesky', host: /(^|\.)bsky\.app$/ },
  {
    provider: 'gist',
    host: /^gist\.github\.com$/,
    watch: url => `${url.origin}${url.pathname.replace(/\.(js|pibb)$/, '')}`,
  },
  { provider: 'codepen', host: /(^|\.)codepen\.io$/ },
  { provider: 'codesandbox', host: /(^|\.)codesandbox\.io$/ },
  { provider: 'stackblitz', host: /(^|\.)stackblitz\.com$/ },
  { provider: 'google-maps', host: /^(maps\.google\.[a-z.]+|(www\.)?google\.[a-z.]+)$/ },
  { provider: 'openstreetmap', host: /(^|\.)openstreetmap\.org$/ },
  { provider: 'apple', host: /^(embed\.)?(podcasts|music)\.apple\.com$/ },
  { provider: 'bandcamp', host: /(^|\.)bandcamp\.com$/ },
  { provider: 'flickr', host: /(^|\.)flickr\.com$/ },
  { provider: 'slideshare', host: /(^|\.)slideshare\.net$/ },
  { provider: 'speakerdeck', host: /(^|\.)speakerdeck\.com$/ },
  { provider: 'reddit', host: /(^|\.)reddit(media)?\.com$/ },
  { provider: 'datawrapper', host: /(^|\.)(datawrapper\.de|dwcdn\.net)$/ },
  { provider: 'flourish', host: /(^|\.)flourish\.studio$/ },
  { provider: 'infogram', host: /(^|\.)infogram\.com$/ },
  { provider: 'documentcloud', host: /(^|\.)documentcloud\.org$/ },
  { provider: 'mixcloud', host: /(^|\.)mixcloud\.com$/ },
  { provider: 'loom', host: /(^|\.)loom\.com$/ },
  { provider: 'wistia', host: /(^|\.)(wistia\.(com|net))$/ },
]

const advertising =
  /(^|\.)(doubleclick\.net|googlesyndication\.com|googletagmanager\.com|amazon-adsystem\.com|adnxs\.com|taboola\.com|outbrain\.com|scorecardresearch\.com)$/

/** Whether an address belongs to an advertiser or a tracker. */
export function isAdvertising(url: string): boolean {
  return advertising.test(new URL(url).hostname)
}

/** An embed block with its public address and provider; `web` = unknown provider. */
export function embedOf(
  url: string,
  more: { title?: string | undefined; width?: number; height?: number } = {},
): Embed {
  const { title, ...size } = more
  const { hostname, href } = new URL(url)
  const rule = rules.find(({ host }) => host.test(hostname))
  return {
    type: 'embed',
    url: rule?.watch?.(new URL(url)) ?? href,
    provider: rule?.provider ?? 'web',
    ...(title && { title }),
    ...size,
  }
}

function watchYouTube(url: URL): string | undefined {
  const list = url.searchParams.get('list')
  if (url.pathname === '/embed/videoseries' && list)
    return `https://www.youtube.com/playlist?list=${encodeURIComponent(list)}`
  return /^\/(embed|v|shorts|live)\//.test(url.pathname) ? youtube(id(url, 2), url) : undefined
}

function watchVimeo(url: URL): string | undefined {
  const key = id(url, 2)
  const hash = url.searchParams.get('h')
  return key && `https://vimeo.com/${key}${hash ? `/${encodeURIComponent(hash)}` : ''}`
}

function watchPost(url: URL): string | undefined {
  const key = url.searchParams.get('id')
  return url.hostname.startsWith('platform.') && key ? `https://x.com/i/status/${encodeURIComponent(key)}` : undefined
}
