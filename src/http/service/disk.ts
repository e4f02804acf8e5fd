import { statfs } from 'node:fs/promises'

/** Free bytes below which a disk counts as full. */
const least = 65_536

/** Whether the disk of a folder is full. False where the system does not tell, as for a folder that does not exist yet. */
export async function isDiskFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => undefined)
  return disk !== undefined && disk.blocks > 0 && disk.bavail * disk.bsize < least
}
