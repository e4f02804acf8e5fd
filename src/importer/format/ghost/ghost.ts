import { firstCharacter } from '../../detect.ts'
import type { Importer } from '../../importer.ts'

/**
 * Ghost's export (Settings → Export), versions 1 to 6. It contains keys, tokens, addresses of users and password hashes:
 * those tables are skipped, and no message repeats content of the file.
 */
export const ghostImporter: Importer = {
  name: 'ghost',
  mediaTypes: ['application/json'],
  extensions: ['.json'],
  sniff(head) {
    if (firstCharacter(head) !== '{') return false
    const text = Buffer.from(head).toString('latin1')
    if (!/^[\xef\xbb\xbf\s]*\{/.test(text)) return false
    return (
      /^[^[{]*\{\s*"db"\s*:\s*\[/.test(text) ||
      (/^[^[{]*\{\s*"(?:meta|data)"\s*:\s*\{/.test(text) &&
        /"(?:posts_tags|exported_on|mobiledoc|lexical|posts_meta)"/.test(text))
    )
  },
  async *parse(input, options) {
    const { readGhost } = await import('./read.ts')
    yield* readGhost(input, options)
  },
}
