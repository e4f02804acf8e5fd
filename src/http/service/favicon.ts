/** The favicon: two sheets of paper, 32 × 32 pixels, a PNG in an ICO file. */
export const favicon = Buffer.from(
  'AAABAAEAICAAAAEAIACoAAAAFgAAAIlQTkcNChoKAAAADUlIRFIAAAAgAAAAIAgGAAAAc3p69AAAAG9JREFUeNpjYMACpM1i/9MCMxAC' +
    'tLKYKIfQy3KsjqC35RiOGFAHDJTlcEeQqmHevgck41EHDC8HkONIsh1ADhh1wPB1ACnqhqcDRtPAaBoYUmmAag0ScqOAJg4Y8BAYvg4Y' +
    '7RcMiq7ZoOicDlT3HACn647ki6nOmgAAAABJRU5ErkJggg==',
  'base64',
)
