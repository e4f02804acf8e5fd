import { between } from './random.ts'

const words = `the a of to in and for on with at from by as it its this that which after before while under over between
  harbour ferry council budget engineer river bridge station market bakery tide lamp orchard winter summer season morning
  evening quarter decade report survey contract permit licence tender vote hearing committee mayor resident visitor
  captain crew driver teacher pupil doctor patient farmer grower buyer seller owner tenant builder planner keeper
  says finds shows opens closes builds buys sells moves plans repairs replaces measures counts pays borrows lends
  promises refuses accepts expects remembers explains argues warns admits repeats doubts agrees began ended rose fell
  stayed grew shrank doubled halved new old small large early late quiet loud narrow broad steep level public private
  local regional electric wooden stone glass steel copper cheaper slower faster longer shorter heavier lighter safer
  about almost barely nearly mostly partly again still already never often seldom once twice three four seven twelve
  forty percent million tonnes metres hours weeks years people houses streets boats trains roofs windows engines pumps
  cables batteries turbines shelters archives ledgers letters maps photographs samples figures rules habits questions`.split(
  /\s+/,
)

/** A sentence of 6 to 24 words. */
export function sentence(next: () => number): string {
  const text = phrase(between(6, 24, next), next)
  return `${text}${next() < 0.1 ? '?' : '.'}`
}

/** Words without an end, the first with a capital. */
export function phrase(length: number, next: () => number): string {
  const chosen = Array.from({ length }, () => words[Math.floor(next() * words.length)] ?? '')
  const text = chosen.join(' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** A paragraph of about so many words. */
export function paragraph(about: number, next: () => number): string {
  const sentences: string[] = []
  for (let count = 0; count < about; count += 15) sentences.push(sentence(next))
  return sentences.join(' ')
}
