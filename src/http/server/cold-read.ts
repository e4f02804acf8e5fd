import type { IncomingMessage } from 'node:http'
import type { Site } from '../../domain/address/site.ts'
import type { PrintStore, StoredPrint } from '../../domain/store/print-store.ts'
import { unitsOf } from '../access/limiter.ts'
import type { PartsOf } from '../cache/answer.ts'
import { release } from '../cache/entry.ts'
import type { Fills, Made } from '../cache/fill.ts'
import { answerKey } from '../cache/plugin.ts'
import { articleAnswer } from '../delivery/article-answer.ts'
import { miningOf } from '../delivery/mining.ts'
import { articlesPath } from '../delivery/serve-article.ts'
import { corsHeaders } from '../message/cors.ts'
import { type RequestHead, readHead } from '../message/request-head.ts'
import { commonHeaders } from '../problem/header.ts'
import type { Give } from './give.ts'
import type { Front } from './hit.ts'

export type ColdReadTools = {
  store: Pick<PrintStore, 'find'>
  site: Site
  fills: Fills
  partsOf: PartsOf
  give: Give
  corsOrigins: '*' | readonly string[]
  /** Access: whether this is answered to whoever asks. All others are judged behind. */
  isAdmitted: (head: RequestHead) => boolean
  /** Whether the budget has room for a read; with `cost` 0 it only looks. */
  mayRead: (request: IncomingMessage, cost: number) => boolean
}

/** The address of an article as we write it, where no letter of its slug needs reading. */
const address = new RegExp(`^${articlesPath}/([a-z0-9-]{1,200})$`)
/** Around the slug in the key of the route's answer, which no letter of such a slug changes. */
const [before = '', behind = ''] = answerKey(`${articlesPath}/:ref`, { ref: 'SLUG' }, {}).split('SLUG')

/**
 * An article that is not in memory: looked up and sent, as Fastify costs three times what that does. It is the answer of
 * the route, byte for byte. What is spelled in any other way, or has no print, is for the route.
 */
export function createColdRead(tools: ColdReadTools): Front {
  const { store, site, fills, partsOf, give, isAdmitted, mayRead } = tools
  const { fields, vary } = corsHeaders(tools.corsOrigins)
  const around = [...Object.entries(commonHeaders).flat(), ...fields]

  const miningFields = (print: StoredPrint) => Object.entries(miningOf([print], site)).flat()

  async function read(ref: string, request: IncomingMessage): Promise<Made | undefined> {
    const begun = await fills.begin(request.url ?? '', `${before}${ref}${behind}`)
    if ('entry' in begun) return { entry: begun.entry, isKept: true }
    try {
      const found = await store.find(ref)
      if (found?.kind !== 'print') return undefined
      if (!mayRead(request, 1 + unitsOf(found.print.body.byteLength))) return undefined
      const parts = partsOf(articleAnswer(found.print, site), [...around, ...miningFields(found.print)], vary)
      if (parts.body !== found.print.body) release(found.print.body)
      return fills.made(begun.flight, parts, true)
    } finally {
      fills.end(begun.flight)
    }
  }

  return (request, response, pass) => {
    const [, ref] = address.exec(request.url ?? '') ?? []
    const head = ref === undefined ? undefined : readHead(request)
    if (ref === undefined || !head || !isAdmitted(head) || !mayRead(request, 0)) return pass(request, response)
    void read(ref, request).then(
      made => {
        if (!made) return pass(request, response)
        const { entry, isKept } = made
        give(request, response, head, entry, isKept ? undefined : () => release(entry.bodies.identity))
      },
      () => pass(request, response),
    )
  }
}
