import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 collect what was read and forgotten before its heap grows, for a command that reads files of any size: by default
 * it takes three times the memory for a tenth less time. It asks for both figures whenever it sizes the heap, so they count
 * from now on; a thread has limits of its own instead.
 */
export function spareMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
}
