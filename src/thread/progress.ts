/** Slots of the shared progress array: number of steps, whether the thread writes, current item of a batch. */
export const slot = { steps: 0, isWriting: 1, item: 2 } as const
