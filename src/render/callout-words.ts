import words from './callout-words.json' with { type: 'json' }

/** Names of callout kinds. */
export type CalloutWords = Record<'note' | 'tip' | 'important' | 'warning' | 'caution' | 'details', string>

/** By language (BCP 47), the same languages as `pageWords`. */
export const calloutWords = words satisfies Record<string, CalloutWords>
