import { firstCharacter } from '../../detect.ts'
import type { Importer } from '../../importer.ts'

/**
 * Articles in Offprint's own form: one per line (NDJSON), a JSON list, a single one, or a response of the API. An invalid
 * article is a problem with its line and does not stop the others.
 */
export const ndjsonImporter: Importer = {
  name: 'ndjson',
  mediaTypes: ['application/x-ndjson', 'application/jsonl', 'application/json'],
  extensions: ['.ndjson', '.jsonl', '.json'],
  sniff(head) {
    if (!'[{'.includes(firstCharacter(head))) return false
    const text = Buffer.from(head)
      .toString('utf8')
      .replace(/^\ufeff/, '')
    if (!/^\s*[[{]/.test(text) || !/"title"\s*:\s*"/.test(text)) return false
    return /"(?:sections|metadata|keyTakeaways|workingCopy)"\s*:\s*[[{]/.test(text)
  },
  async *parse(input, options) {
    const { readNdjson } = await import('./read.ts')
    yield* readNdjson(input, options)
  },
}
