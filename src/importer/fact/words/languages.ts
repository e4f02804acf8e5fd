// `npm run words` writes this file.
import de from './de.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }
import pt from './pt.json' with { type: 'json' }
import vi from './vi.json' with { type: 'json' }

/** The word lists by language (BCP 47). Where two languages disagree about a word, the first one counts. */
export const wordLists = { en, de, es, fr, pt, vi }
