import type { Built } from '../build.ts'
import type { CheckedIds } from '../contract/check.ts'
import { headed } from '../domain/sample.ts'

/** Publishes, changes and deletes articles for the tests of checks. */
export async function fillChecked({ app, publish, edit, end }: Built): Promise<CheckedIds> {
  const ferries = await publish('ferries', {
    title: 'Ferries',
    tags: ['Boats'],
    language: 'en',
    sections: [headed('Piers', 'Two piers.')],
  })
  const quays = await publish('quays', { title: 'Quays', tags: ['Boats'], authors: [{ name: 'Ada' }] })
  const gone = await publish('gone', { title: 'Gone' })
  await edit(quays.id, content => ({ ...content, title: 'Long quays' }))
  await end(gone.id, { reason: 'deleted' })
  const [tag] = JSON.parse((await app.inject('/v1/tags')).body).items as { id: string }[]
  return { ferries: ferries.id, quays: quays.id, gone: gone.id, tag: tag?.id ?? '' }
}
