/**
 * The style of /docs: a bar with our name above the reference, our colours in place of those of Scalar, and guides in one
 * column. Scalar has its theme in a cascade layer, so that these rules win.
 */
export const referenceStyle = `
:root{--scalar-custom-header-height:3rem;--scalar-font:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;--scalar-font-code:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
:root,.light-mode{--scalar-background-1:#fffefc;--scalar-background-2:#f6f3ec;--scalar-background-3:#ece7dc;--scalar-color-1:#211e1a;--scalar-color-2:#635c52;--scalar-color-3:#6f675c;--scalar-border-color:#ded8cd;--scalar-color-accent:#0b5a8e;--scalar-background-accent:#0b5a8e14}
@media (prefers-color-scheme:dark){:root{--scalar-background-1:#171513;--scalar-color-1:#e8e3da;--scalar-color-2:#aba397;--scalar-border-color:#3d3831}}
.dark-mode{--scalar-background-1:#171513;--scalar-background-2:#221f1b;--scalar-background-3:#2e2a25;--scalar-color-1:#e8e3da;--scalar-color-2:#aba397;--scalar-color-3:#978f83;--scalar-border-color:#3d3831;--scalar-color-accent:#8fc6ef;--scalar-background-accent:#8fc6ef1f}
html{color-scheme:light dark}
body{margin:0;background:var(--scalar-background-1);color:var(--scalar-color-1);font-family:var(--scalar-font)}
.bar{position:sticky;top:0;z-index:10;display:flex;align-items:center;gap:1.5rem;box-sizing:border-box;height:3rem;padding-inline:1.25rem;border-block-end:1px solid var(--scalar-border-color);background:var(--scalar-background-1);font-size:.9375rem}
.bar a{color:var(--scalar-color-2);text-decoration:none}
.bar a:first-child{margin-inline-end:auto;overflow:hidden;color:var(--scalar-color-1);font-weight:600;text-overflow:ellipsis;white-space:nowrap}
.bar a:hover{text-decoration:underline}
.bar a:focus-visible{outline:3px solid var(--scalar-color-accent);outline-offset:2px}
#app:not(:empty)+.loading{display:none}
.loading,noscript{display:block;max-width:40rem;margin:3rem auto;padding-inline:1.25rem;line-height:1.6}
a[href^="https://www.scalar.com"],a[href^="https://scalar.com"]{display:none}
section[id*="/tag/guide-"] .section-header-wrapper{grid-template-columns:minmax(0,46rem)}
section[id*="/tag/guide-"] .section-columns{display:block}
section[id*="/tag/guide-"] .section-column{width:100%;max-width:46rem}
`
