import { realpathSync } from 'node:fs'
import { isAbsolute, relative, sep } from 'node:path'

/** Folders of package managers. They are never content. */
const packages = new Set(['node_modules'])

/**
 * Whether a path below a folder may be published. Symbolic links are followed: a path that leads out of the folder, to a
 * hidden file or folder, or to packages may not.
 *
 * @param folder real path
 * @param excluded names of other folders that are not published
 */
export function isPublicPath(folder: string, path: string, excluded: ReadonlySet<string> = packages): boolean {
  const names = namesBelow(folder, path)
  return names?.every(name => isPublicName(name, excluded)) === true
}

/** Whether a file or folder of this name may be published. */
export function isPublicName(name: string, excluded: ReadonlySet<string> = packages): boolean {
  return !name.startsWith('.') && !excluded.has(name) && !packages.has(name.toLowerCase())
}

/** Path segments from a folder to a file; undefined if the file does not exist or is outside the folder. */
function namesBelow(folder: string, path: string): string[] | undefined {
  try {
    const way = relative(folder, realpathSync(path))
    // There is no relative path to another drive.
    if (isAbsolute(way)) return undefined
    const names = way.split(sep).filter(name => name !== '')
    return names[0] === '..' ? undefined : names
  } catch {
    return undefined
  }
}
