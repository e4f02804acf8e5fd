/** Version of the `/v1` contract: the minor number grows with every addition (openapi/CHANGES.md). */
export const contractVersion = '1.0'
