import { articleItemExample, tombstoneExample } from './article.ts'

export const syncPageExample = {
  articles: [articleItemExample],
  tombstones: [tombstoneExample],
  token: 'q83vASNFZ4mrze8',
  more: false,
}
