import type { Block } from '../../../../domain/body/block.ts'
import { type Inline, mergeRuns } from '../../../../domain/body/inline.ts'
import type { Template } from '../../../blocks/flow.ts'
import { embedOf } from '../../../blocks/media/provider.ts'
import { address } from '../../../fact/address.ts'
import { type Arguments, named } from './argument.ts'
import type { Inlines } from './tag.ts'

/** The context of a tag. */
export type TagContext = { base: string | undefined; inlines: Inlines; note(code: string, detail: string): void }

type Read = (args: Arguments, context: TagContext) => Block | undefined

const film =
  (url: (key: string) => string, key: RegExp): Read =>
  args => {
    const written = named(args, 'id', 'videoid', 'url', 'src', 'link', 'video') ?? args.positional[0]
    if (written === undefined) return undefined
    const title = named(args, 'title', 'caption')
    const found = address(written, 'resource')
    if (found.kind === 'absolute') return embedOf(found.url, { title })
    return key.test(written) ? embedOf(url(written), { title }) : undefined
  }
const youtube = film(key => `https://www.youtube.com/watch?v=${key}`, /^[\w-]{6,20}$/)
const vimeo = film(key => `https://vimeo.com/${key}`, /^\d{5,}$/)
const post: Read = args => {
  const [first = '', second] = args.positional
  const key = named(args, 'id', 'tweetid') ?? second ?? first
  const user = named(args, 'user', 'username') ?? (second === undefined ? 'i' : first)
  const url = address(first, 'resource')
  if (url.kind === 'absolute') return embedOf(url.url)
  return /^\d{5,25}$/.test(key) && /^\w+$/.test(user) ? embedOf(`https://x.com/${user}/status/${key}`) : undefined
}
const gist: Read = args => {
  const [first = '', second] = args.positional
  const key = second === undefined ? first : `${first}/${second}`
  return /^[\w-]+(\/[0-9a-f]+)?$/.test(key) ? embedOf(`https://gist.github.com/${key}`) : undefined
}
const web =
  (url: (key: string) => string, key: RegExp): Read =>
  args => {
    const written = named(args, 'id', 'url', 'src', 'slug', 'hash', 'pen') ?? args.positional[0] ?? ''
    const found = address(written, 'resource')
    if (found.kind === 'absolute') return embedOf(found.url, { title: named(args, 'title') })
    return key.test(written) ? embedOf(url(written), { title: named(args, 'title') }) : undefined
  }
const player =
  (kind: 'video' | 'audio'): Read =>
  (args, context) => {
    const written = named(args, 'src', 'url', 'file', 'mp4', 'mp3', 'path') ?? args.positional[0]
    const provider = named(args, 'provider')
    const id = named(args, 'id')
    if (id && provider) return meanings[provider]?.(args, context)
    const found = address(written ?? '', 'resource', context.base)
    if (found.kind !== 'absolute' && found.kind !== 'relative') return undefined
    const caption = named(args, 'caption', 'title')
    return { type: 'media', kind, url: found.url, ...(caption && { caption: [{ text: caption }] }) }
  }

/** Well-known tags of Jekyll, Hugo, Eleventy and Astro sites. */
const meanings: Record<string, Read> = {
  ...Object.fromEntries(
    [
      'image',
      'img',
      'figure',
      'fig',
      'picture',
      'photo',
      'imagewithclass',
      'imgproc',
      'responsiveimage',
      'lazyimage',
      'imgwithcaption',
      'imagefigure',
      'optimizedimage',
      'nextimage',
      'zoomimage',
    ].map(name => [name, picture]),
  ),
  ...Object.fromEntries(
    ['youtube', 'youtubeembed', 'youtubevideo', 'yt', 'liteyoutube', 'youtubelite', 'embedyoutube'].map(name => [
      name,
      youtube,
    ]),
  ),
  ...Object.fromEntries(['vimeo', 'vimeoembed'].map(name => [name, vimeo])),
  ...Object.fromEntries(['tweet', 'twitter', 'x', 'twittersimple', 'xsimple', 'tweetembed'].map(name => [name, post])),
  instagram: web(key => `https://www.instagram.com/p/${key}/`, /^[\w-]{6,20}$/),
  gist,
  codepen: web(key => `https://codepen.io/pen/${key}`, /^\w{5,20}$/),
  spotify: web(key => `https://open.spotify.com/${key}`, /^(track|album|episode|show|playlist)\/\w+$/),
  soundcloud: web(key => `https://soundcloud.com/${key}`, /^[\w-]+\/[\w-]+$/),
  iframe: web(key => key, /^$/),
  embed: web(key => key, /^$/),
  video: player('video'),
  audio: player('audio'),
}

/** The block of a well-known tag; undefined for others. */
export function blockOf(name: string, args: Arguments, context: TagContext): Block | undefined {
  const plain = name
    .toLowerCase()
    .replace(/[-_./]/g, '')
    .replace(/(html|md|liquid|njk)$/, '')
  const read = Object.hasOwn(meanings, plain) ? meanings[plain] : undefined
  const isPicture =
    read === undefined &&
    /\.(jpe?g|png|gif|webp|avif|svg)([?#].*)?$/is.test(pictureSource(args) ?? '') &&
    /ima?ge?|fig|photo|pic/i.test(plain)
  return isPicture ? picture(args, context) : read?.(args, context)
}

/** A tag that is kept as text. */
export function keptAsText(source: string): Template {
  return { kind: 'text', text: source }
}

function pictureSource(args: Arguments): string | undefined {
  return named(args, 'src', 'imagepath', 'url', 'path', 'file', 'image', 'source', 'link') ?? args.positional[0]
}

function picture(args: Arguments, { base, inlines, note }: TagContext): Block | undefined {
  const written = pictureSource(args)
  const found = written === undefined ? undefined : address(written, 'resource', base)
  if (found?.kind !== 'absolute' && found?.kind !== 'relative') return undefined
  if (found.kind === 'relative')
    note(
      'image-relative',
      `The picture at "${found.url}" has a relative address. State the base address, or serve the folder with its assets.`,
    )
  const words = args.positional.slice(1).filter(one => /[\s\p{Lu}]/u.test(one) || args.positional.length === 2)
  const alt = named(args, 'alt', 'alttext', 'imagealt') ?? words.at(-1)
  const title = named(args, 'title')
  const text = named(args, 'caption', 'cap', 'figcaption', 'imagecaption', 'description')
  const credit = named(args, 'attr', 'credit', 'attribution', 'photocredit')
  const creditUrl = address(named(args, 'attrlink', 'crediturl', 'crediturl') ?? '', 'link', base)
  const lines = [title === alt ? undefined : title, text].filter(line => line !== undefined)
  const caption: Inline[] = lines.flatMap((line, index) => [
    ...(index > 0 ? [{ text: '\n' }] : []),
    ...(/[*_`[<\\&]/.test(line) ? inlines(line) : [{ text: line }]),
  ])
  if (credit)
    caption.push(
      { text: caption.length > 0 ? ' ' : '' },
      { text: credit, ...(creditUrl.kind === 'absolute' && { link: { href: creditUrl.url } }) },
    )
  const link = written === named(args, 'link') ? undefined : address(named(args, 'link', 'href') ?? '', 'link', base)
  const [width, height] = [
    Number.parseInt(named(args, 'width') ?? '', 10),
    Number.parseInt(named(args, 'height') ?? '', 10),
  ]
  const keptAsText = mergeRuns(caption.filter(run => run.text !== ''))
  return {
    type: 'image',
    image: {
      url: found.url,
      ...(alt !== undefined && { alt }),
      ...(width >= 1 && width <= 100_000 && !/%/.test(named(args, 'width') ?? '') && { width }),
      ...(height >= 1 && height <= 100_000 && !/%/.test(named(args, 'height') ?? '') && { height }),
      ...(keptAsText.length > 0 && { caption: keptAsText }),
      variants: [],
    },
    ...(link?.url !== undefined && link.kind !== 'fragment' && { link: link.url }),
  }
}
