import { z } from 'zod'

/** Schema of a response that an external standard defines: the OpenAPI document only names the standard. */
const external = (id: string, description: string) => z.looseObject({}).meta({ id, description })

export const newsItem = external('NewsItem', 'An item of IPTC ninjs 3.1; a feed is an item of type `composite`.')
export const linkedData = external('LinkedData', 'JSON-LD of schema.org.')
export const jsonFeed = external('JsonFeed', 'JSON Feed 1.1.')
export const linkset = external('Linkset', 'RFC 9264, section 4.2.')
export const oembedAnswer = external('Oembed', 'oEmbed 1.0, section 2.3.4.')
export const miningReservations = z.array(external('MiningReservation', 'TDMRep, section 4.'))
