/** Of what `/v1` promises: the second number grows with every addition (openapi/CHANGES.md). */
export const contractVersion = '1.0'
