import { toJson } from '../../render/json.ts'
import { cancelledItem, newsItem, standard } from '../article/ninjs.ts'
import { carried, syndicated } from '../entry.ts'
import type { Context, Entry, Format } from '../format.ts'

/**
 * Many articles in ninjs 3.1, which has no collection type: one object of type `composite` with the articles as
 * associations. Further pages are linked in the `Link` header.
 */
export const ninjsFeed: Format = {
  name: 'ninjs-feed',
  mediaType: 'application/json',
  path: '/feeds/ninjs.json',
  needs: 'full',
  async *render(entries, context) {
    // Without the closing brace: the associations follow.
    yield `${toJson(compositeFields(context)).slice(0, -1)},"associations":[`
    let count = 0
    for await (const entry of syndicated(entries)) {
      yield `${count++ > 0 ? ',\n' : '\n'}${toJson(toAssociation(entry, context))}`
    }
    yield ']}\n'
  },
}

function compositeFields({ site, self, updated, title, language }: Context): object {
  return {
    uri: self,
    type: 'composite',
    representationType: 'full',
    versionCreated: updated,
    pubStatus: 'usable',
    title: title ?? site.title,
    language: language ?? site.language,
    copyrightHolder: site.rights?.holder,
    copyrightNotice: site.rights?.notice,
    usageTerms: site.rights?.usageTerms,
    standard,
  }
}

function toAssociation(entry: Entry, { site, content }: Context): object {
  if (entry.kind === 'tombstone') return { name: entry.tombstone.slug, ...cancelledItem(entry.tombstone) }
  const { article } = entry
  return { name: article.title, ...newsItem(article, site, carried(article, content) === 'full' ? 'full' : 'summary') }
}
