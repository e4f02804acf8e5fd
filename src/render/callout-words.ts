import words from './callout-words.json' with { type: 'json' }

/** The kinds of callouts in words. */
export type CalloutWords = Record<'note' | 'tip' | 'important' | 'warning' | 'caution' | 'details', string>

/** By language (BCP 47), the same languages as `pageWords`. */
export const calloutWords = words satisfies Record<string, CalloutWords>
