import { setFlagsFromString } from 'node:v8'

/**
 * Makes V8 collect garbage before it grows the heap, for a command that reads files of any size: the defaults take three
 * times the memory and save a tenth of the time. V8 reads both flags whenever it resizes the heap, so they take effect
 * immediately. Threads have their own limits.
 */
export function spareMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
}
