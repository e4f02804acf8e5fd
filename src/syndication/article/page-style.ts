/**
 * The style of every HTML page that the server writes: articles, sections, cards, the home page and problem pages. Each
 * page carries it in a `style` element, so that a page is one file. The content security policy allows this style by its
 * hash and no other; a test compares the two.
 *
 * Raise `rendererVersion` (rendition.ts) when it changes. Sizes follow one scale (ratio 1.25). 54 times the width of a
 * zero holds about 65 characters of text. Only logical sides are named, so that a page in Arabic is a mirror image.
 */
export const pageStyle = `
:root{color-scheme:light dark;--measure:54ch;--paper:#fffefc;--ink:#211e1a;--soft:#635c52;--line:#ded8cd;--tint:#f6f3ec;--link:#0b5a8e;--accent:#a03a17;
--tip:#1d6840;--important:#6a3ea1;--warning:#854b05;--caution:#a8232f;--mark:#fde9a9;
--serif:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#171513;--ink:#e8e3da;--soft:#aba397;--line:#3d3831;--tint:#221f1b;--link:#8fc6ef;--accent:#f0a27f;
--tip:#7fcf9f;--important:#c8a9f3;--warning:#eeb767;--caution:#f79c9c;--mark:#5c4a12}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-block-start:1.5rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 var(--serif);overflow-wrap:break-word;text-rendering:optimizeLegibility}
@media (min-width:40em){body{font-size:1.125rem}}
body>header,body>footer,main{max-width:calc(var(--measure) + 2.5rem);margin-inline:auto;padding-inline:1.25rem}
main{padding-block:clamp(1.5rem,5vw,3rem) 4rem}
body>header{padding-block:1.25rem 0}
@media (min-width:52em){:is(main section,article>div)>:is(pre,.scroll),article>header figure{margin-inline:-4rem}}
.site{display:block;padding-block-end:.75rem;border-block-end:1px solid var(--line);font:600 .9375rem/1.4 var(--sans);color:var(--ink);text-align:-webkit-match-parent;text-align:match-parent;text-decoration:none}
.site:hover{color:var(--link)}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.16em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:2px}
h1,h2,h3,h4,h5,h6{margin:2em 0 .6em;line-height:1.25;font-weight:700;text-wrap:balance}
h1{margin:0;font-size:clamp(2rem,1.3rem + 3.2vw,2.75rem);line-height:1.15;letter-spacing:-.012em}[dir=rtl] h1{line-height:1.35;letter-spacing:0}
h1 a{color:inherit;text-decoration-color:var(--line)}
h2{font-size:1.5625em}h3{font-size:1.25em}h4{font-size:1.0625em}h5,h6{font:600 .9375em/1.4 var(--sans)}
p,ul,ol,dl,figure,blockquote,pre,details,.scroll{margin:0 0 1.25em}
h1+p{margin-block-start:1rem}
small,.facts,.kicker,.rights,figcaption,caption,.corrections,nav{font-family:var(--sans);font-size:.875rem;line-height:1.5}
.facts,.rights,figcaption,caption{color:var(--soft)}
.kicker{margin-block-end:.75rem;font-weight:600;color:var(--accent)}
.summary{font-size:1.25em;line-height:1.45;color:var(--soft);text-wrap:pretty}
article>header{margin-block-end:2.5rem}
article>header figure{margin-block:1.75rem 0}
ul,ol{padding-inline-start:1.5em}
li{margin-block:.35em}li>ul,li>ol,li>p{margin-block:.35em}
li::marker{color:var(--soft)}
li:has(>input){list-style:none;margin-inline-start:-1.5em}
dt{font-weight:600}dd{margin:0;color:var(--soft)}
.takeaways,nav{margin-block:2rem;padding:1.25rem 1.5rem;border-radius:.375rem}
.takeaways{background:var(--tint);border-block-start:3px solid var(--accent)}
.takeaways h2,nav h2{margin:0 0 .5rem;font:600 .9375rem/1.4 var(--sans)}
.takeaways h2{color:var(--accent)}
.takeaways>:last-child,nav>:last-child,.callout>:last-child,details>:last-child,blockquote>:last-child{margin-block-end:0}
.takeaways ul{padding-inline-start:1.25em}:is(.takeaways,nav) li:last-child,nav li:last-child>ol{margin-block-end:0}
.takeaways li::marker{color:var(--accent)}
nav{border:1px solid var(--line)}
nav ol{list-style:none;padding:0}nav ol ol{padding-inline-start:1.25rem}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
img,video,audio{display:block;max-width:100%;height:auto}
img{border-radius:.25rem;background:var(--tint)}
audio{width:100%;height:3rem}
figure{margin-block:2rem}
figcaption{margin-block-start:.625rem}
figure>figcaption:first-child{margin-block:0 .5rem}
small{font-size:inherit}figcaption .credit{color:var(--soft);font-style:italic}
.gallery{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:1rem}
.gallery figure{margin:0}.gallery>figcaption{grid-column:1/-1;margin:0}
.embed{padding:1rem 1.25rem;border:1px solid var(--line);border-radius:.375rem;font:600 .9375rem/1.4 var(--sans)}.embed img{margin-block-end:.75rem}
blockquote{margin-block:2rem;padding-inline-start:1.25rem;border-inline-start:3px solid var(--accent)}
.quote blockquote{font-size:1.25em;line-height:1.45;margin:0}
.quote figcaption{padding-inline-start:calc(1.25rem + 3px)}.quote figcaption::before{content:"— "}
code,pre{font-family:var(--mono);font-size:.875em}
code{padding:.125em .3em;border-radius:.25em;background:var(--tint);unicode-bidi:isolate}
pre{direction:ltr;text-align:left;overflow-x:auto;padding:1rem 1.25rem;border:1px solid var(--line);border-radius:.375rem;background:var(--tint);line-height:1.55;tab-size:2}
pre code{padding:0;background:none;font-size:inherit}
.scroll{overflow-x:auto;margin-block:2rem;background:linear-gradient(90deg,var(--paper) 30%,transparent) 0 0/2.5rem 100% local,linear-gradient(-90deg,var(--paper) 30%,transparent) 100% 0/2.5rem 100% local,linear-gradient(90deg,var(--line),transparent) 0 0/.625rem 100%,linear-gradient(-90deg,var(--line),transparent) 100% 0/.625rem 100%;background-repeat:no-repeat}
table{min-width:100%;border-collapse:collapse;font:.9375rem/1.45 var(--sans);font-variant-numeric:tabular-nums}
@media (max-width:52em){table{width:max-content}}
caption{padding-block-end:.625rem;text-align:start}
th,td{max-width:16rem;padding:.5rem .75rem;border-block-end:1px solid var(--line);text-align:start;vertical-align:top}
th{font-weight:600}thead th{border-block-end:2px solid var(--ink);vertical-align:bottom}
.align-left{text-align:left}.align-center{text-align:center}.align-right{text-align:right}
.callout{--kind:var(--link);margin-block:2rem;padding:1rem 1.25rem;border-radius:.375rem;border-inline-start:4px solid var(--kind);background:var(--tint)}
.tip{--kind:var(--tip)}.important{--kind:var(--important)}.warning{--kind:var(--warning)}.caution{--kind:var(--caution)}
.callout-title{margin-block-end:.35em;font-family:var(--sans);font-size:.9375rem;color:var(--kind)}
details{padding:.75rem 1.25rem;border:1px solid var(--line);border-radius:.375rem}
summary{font:600 .9375rem/1.5 var(--sans);cursor:pointer}details[open] summary{margin-block-end:.75rem}
hr{width:6rem;margin:3rem auto;border:0;border-block-start:1px solid var(--soft)}
time{direction:ltr;unicode-bidi:isolate}
mark{background:var(--mark);color:inherit}
sup,sub{font-size:.75em;line-height:0}sup a{text-decoration:none;padding-inline:.15em}
.footnotes,.corrections,.rights{margin-block-start:3rem;padding-block-start:1.25rem;border-block-start:1px solid var(--line)}
.footnotes{font-size:.9375em}.footnotes h2,.corrections h2{margin:0 0 .75rem;font:600 .9375rem/1.4 var(--sans)}
.footnotes p{margin:0 0 .35em}.footnotes li{position:relative;padding-inline-end:2em}.footnotes p:has(>[role=doc-backlink]){position:absolute;inset-block-end:0;inset-inline-end:0}.footnotes [role=doc-backlink]{padding-inline:.5em;text-decoration:none}
.rights p{margin-block-end:.35rem}
:target{background:var(--mark);border-radius:.125rem}section:target,div:target{background:none}
.places{display:grid;grid-template-columns:12.5rem 1fr;gap:.5rem 1.5rem;font:.9375rem/1.5 var(--sans)}
@media (max-width:40em){.places{display:block}.places dd{margin-block-end:.75rem}}
.offprint-card{margin:0;padding:1.25rem 1.5rem;border:1px solid var(--line);border-inline-start:4px solid var(--accent);border-radius:.375rem;font:1rem/1.5 var(--sans)}
.offprint-card p,.offprint-card ul{margin-block:0 .75rem}
.offprint-card p:first-child{font-size:1.1875rem;line-height:1.3}.offprint-card p:first-child a{color:inherit}
.offprint-card p:last-child{margin:0;font-size:.875rem}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--tint:#f4f4f4;--link:#000;--accent:#000}
@page{margin:2cm}body{font-size:11pt}body>header,body>footer,main{max-width:none;padding:0}nav,audio,video{display:none}
main a[href^=http]::after{content:" (" attr(href) ")";font-size:.8em;word-break:break-all}
h1,h2,h3,h4,h5,h6,caption{break-after:avoid}figure,pre,blockquote,tr,.callout,.takeaways{break-inside:avoid}
pre{white-space:pre-wrap}.scroll{overflow:visible;background:none}table{width:100%}details::details-content{content-visibility:visible;block-size:auto}}
`.replaceAll('\n', '')

/** No script runs; no frame, no form, no style but `pageStyle`. JSON-LD is data and not subject to it (HTML, 4.12.1.1). */
const policy =
  "default-src 'none'; img-src https: http: data:; media-src https: http:; style-src 'sha256-eZ4+OBi6rNvkNN9CVCVIV05oK5ybDLHZYloEcnWh2fg='; base-uri 'none'; form-action 'none'"

/** `Content-Security-Policy` of pages. */
export const pagePolicy = `${policy}; frame-ancestors 'none'`

/** `Content-Security-Policy` of cards, which other sites may frame. */
export const cardPolicy = `${policy}; frame-ancestors *`
