/** Examples for the OpenAPI document, all about one harbour town. A test validates each with its schema. */
export const imageVariantExample = {
  url: 'https://www.example.org/img/ferry-640.webp',
  width: 640,
  height: 360,
  mediaType: 'image/webp',
}

export const imageExample = {
  url: 'https://www.example.org/img/ferry.jpg',
  alt: 'A white ferry leaves the quay at dawn.',
  width: 1600,
  height: 900,
  caption: [{ text: 'The ' }, { text: 'Skarv', emphasis: true }, { text: ' on its first morning.' }],
  credit: 'Ada Holm',
  variants: [imageVariantExample],
}
