/** Where a thread of the editorial API notes how far it is: its steps, whether it writes, the item of a batch. */
export const slot = { steps: 0, isWriting: 1, item: 2 } as const
