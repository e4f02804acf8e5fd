import t from 'tap'
import type { Edition } from '../../src/domain/article/edition.ts'
import { decideRestore } from '../../src/domain/article/restore.ts'
import type { Section } from '../../src/domain/body/section.ts'
import { hasMembers } from '../has-members.ts'
import { article, content, numberedId } from './sample.ts'

const at = '2026-11-23T00:00:00Z'

function section(number: number, anchor: string, formerAnchors: string[] = []): Section {
  return { id: numberedId(number), anchor, heading: anchor, level: 2, formerAnchors, blocks: [] }
}

function edition(number: number, said = content()): Edition {
  const times = { at, publishedAt: at, updatedAt: at }
  return { articleId: numberedId(1), number, ...times, version: number, content: said, corrections: [] }
}

const now = article({
  version: 7,
  status: 'published',
  edition: 2,
  publishedVersion: 7,
  content: content({
    slug: 'now',
    title: 'Now',
    expiresAt: '2027-01-01T00:00:00Z',
    sections: [section(1, 'who-paid', ['who-pays']), section(2, 'when')],
  }),
})

t.test('decideRestore copies the edition to the working copy and keeps slug, expiry and every anchor', async t => {
  const said = content({
    slug: 'then',
    title: 'Then',
    sections: [section(1, 'who-pays'), section(3, 'when', ['whence'])],
  })
  t.strictSame(decideRestore(now, edition(1, said), at), {
    article: {
      ...now,
      version: 8,
      modifiedAt: at,
      content: {
        ...said,
        slug: 'now',
        expiresAt: '2027-01-01T00:00:00Z',
        sections: [section(1, 'who-pays', ['who-paid']), section(3, 'when', ['whence'])].map((one, index) => ({
          ...one,
          heading: said.sections[index]?.heading,
        })),
      },
    },
    audit: { action: 'article.restore', detail: { edition: 1 } },
  })
})

t.test(
  'decideRestore changes nothing for the current edition, unless the working copy has unpublished edits',
  async t => {
    t.strictSame(decideRestore(now, edition(2, now.content), at), { unchanged: true })
    hasMembers(t, decideRestore({ ...now, version: 8 }, edition(2), at), {
      article: { version: 9, publishedVersion: 7 },
    })
  },
)

t.test('decideRestore refuses deleted and withdrawn articles', async t => {
  for (const status of ['deleted', 'withdrawn'] as const) {
    t.throws(() => decideRestore({ ...now, status }, edition(1), at), { code: 'transition-refused' })
  }
})
