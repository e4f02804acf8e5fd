/** What an editorial answer says of a version. */
type Answer = { url: string; etag: string | null | undefined; location?: string | null | undefined; body?: unknown }

type Memory = {
  /** Takes note of the `ETag` of an answer, and of those in its body. */
  note(answer: Answer): void
  /** The `ETag` that the server gave for a version of what is at an address, or one that names no version. */
  etagOf(url: string, version: number): string
}

/** Lets tests name versions of articles and terms by number: keeps the `ETag` of each that a server answered. */
export function etagMemory(): Memory {
  const etags = new Map<string, string>()
  const ids = new Map<string, string>()

  function keep(id: string | undefined, etag: unknown): void {
    const [, version] = /^"v(\d+)\./.exec(typeof etag === 'string' ? etag : '') ?? []
    if (id !== undefined && version !== undefined && typeof etag === 'string') etags.set(`${id} ${version}`, etag)
  }

  return {
    note({ url, etag, location, body }) {
      const said = Object(body) as { id?: string; externalId?: string; items?: unknown }
      const { items, externalId = externalIdIn(url) } = said
      const id = idIn(location) ?? idIn(url) ?? said.id
      if (id !== undefined && externalId !== undefined) ids.set(externalId, id)
      keep(id, etag)
      for (const item of Array.isArray(items) ? items : []) {
        const copy = Object(Object(item).article ?? item) as { id?: string; etag?: string }
        keep(copy.id, copy.etag)
      }
    },
    etagOf(url, version) {
      return etags.get(`${idIn(url) ?? ids.get(externalIdIn(url) ?? '')} ${version}`) ?? `"v${version}.unknown"`
    },
  }
}

function idIn(url: string | null | undefined): string | undefined {
  return /\/(?:articles|categories|tags|authors)\/([0-9a-f-]{36})/.exec(url ?? '')?.[1]
}

function externalIdIn(url: string): string | undefined {
  const [, externalId] = /\/articles-by-external-id\/([^/?]+)/.exec(url) ?? []
  return externalId === undefined ? undefined : decodeURIComponent(externalId)
}
