import { z } from 'zod'

/** Answers whose members a standard of others defines: the document names the standard and leaves them to it. */
const foreign = (id: string, description: string) => z.looseObject({}).meta({ id, description })

export const newsItem = foreign('NewsItem', 'An item of IPTC ninjs 3.1; a feed is an item of type `composite`.')
export const linkedData = foreign('LinkedData', 'JSON-LD of schema.org.')
export const jsonFeed = foreign('JsonFeed', 'JSON Feed 1.1.')
export const linkset = foreign('Linkset', 'RFC 9264, section 4.2.')
export const oembedAnswer = foreign('Oembed', 'oEmbed 1.0, section 2.3.4.')
export const miningReservations = z.array(foreign('MiningReservation', 'TDMRep, section 4.'))
