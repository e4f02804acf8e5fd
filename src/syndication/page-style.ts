/**
 * The style of every page that we write ourselves. It stands in a `style` element, so that a page is one file; the content
 * security policy admits it by its hash and nothing else inline. A test compares the two.
 */
export const pageStyle =
  ':root{color-scheme:light dark}' +
  'body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:42rem;font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:break-word}' +
  'h1,h2,h3,h4,h5,h6{line-height:1.25;text-wrap:balance}' +
  'img,video{max-width:100%;height:auto}audio{width:100%}' +
  'figure{margin:1.5rem 0}figcaption,.facts,.rights,caption{font-size:.875rem;opacity:.8}' +
  'blockquote{margin:1.5rem 0;padding-inline-start:1rem;border-inline-start:.25rem solid}' +
  'pre{overflow-x:auto;padding:1rem;border:1px solid;border-radius:.25rem}' +
  'table{display:block;overflow-x:auto;border-collapse:collapse}th,td{padding:.25rem .75rem;border:1px solid;text-align:start}' +
  '.align-left{text-align:left}.align-center{text-align:center}.align-right{text-align:right}' +
  '.takeaways,.callout{margin:1.5rem 0;padding:.5rem 1rem;border:1px solid;border-radius:.5rem}' +
  '.takeaways h2{font-size:1rem;margin:.5rem 0}.footnotes,.corrections,.rights{border-block-start:1px solid}'

/**
 * `Content-Security-Policy` for our own pages: no script runs, no frame, no form, no style but `pageStyle`. JSON-LD is a
 * data block and not subject to it (HTML, section 4.12.1.1).
 */
export const pagePolicy =
  "default-src 'none'; img-src https: http:; media-src https: http:; style-src 'sha256-NddkzMIVNXbjnzX+LlKYQfCtpHR6lw5kQqQy8VtrfrM='; base-uri 'none'; form-action 'none'"

/** As `pagePolicy`, for the card, which other sites may frame. */
export const cardPolicy = `${pagePolicy}; frame-ancestors *`
