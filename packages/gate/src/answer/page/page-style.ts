import type { Palette } from './palette.ts';

/**
 * The style of every page: one text, so that one digest in the Content-Security-Policy allows it and nothing
 * else. Logical properties throughout, so that right-to-left needs no second set; sizes in rem, so that
 * 200 % zoom and large default fonts work.
 */
export function pageStyle(light: Palette, dark: Palette, { scheme = 'light dark' } = {}): string {
  return `:root{color-scheme:${scheme};${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*,::before,::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100svh;display:flex;flex-direction:column;
background:var(--paper);color:var(--ink);overflow-wrap:break-word;
font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic","Helvetica Neue",Arial,sans-serif}
[dir=rtl] body{line-height:1.8}
body::before{content:"";display:block;block-size:3.75rem;flex:none;opacity:.26;background:var(--accent);${mask}}
body>*{inline-size:100%;max-inline-size:50rem;margin-inline:auto;padding-inline:clamp(1.25rem,5vw,3rem)}
header{padding-block:clamp(1rem,3vw,1.75rem) 0}
.brand{display:inline-flex;align-items:center;gap:.75rem;margin:0;font-size:1.125rem;font-weight:650;line-height:1.3}
.brand img{display:block;max-block-size:2.75rem;max-inline-size:12rem}
main{flex:1;padding-block:clamp(2rem,6vw,4rem) 2.5rem}
.label{display:flex;align-items:center;gap:.6rem;margin:0 0 1rem;color:var(--accent);font-size:.9375rem;font-weight:650}
.label svg{inline-size:1.25rem;block-size:1.25rem;flex:none}
h1{margin:0;max-inline-size:22ch;font-size:clamp(2rem,1.35rem + 3.1vw,3.25rem);line-height:1.12;font-weight:680;text-wrap:balance}
[dir=ltr] h1{letter-spacing:-.022em}
[dir=rtl] h1{line-height:1.35}
.lead{margin-block:1.25rem 0;max-inline-size:38rem;font-size:1.1875rem}
.lead p{margin:0 0 .75em;text-wrap:pretty}
.lead p:last-child{margin-block-end:0}
.callout{display:flex;gap:.9rem;margin-block:1.75rem 0;padding:1.1rem 1.25rem;max-inline-size:40rem;
background:var(--surface);border:1px solid var(--line);border-inline-start:4px solid var(--accent);border-radius:.5rem}
.callout p{margin:0;font-weight:600}
.callout p+p{margin-block-start:.5rem;font-weight:400}
.callout svg{flex:none;inline-size:1.5rem;block-size:1.5rem;margin-block-start:.05rem;color:var(--accent)}
[dir=rtl] .callout .turns{transform:scaleX(-1)}
.facts{margin-block:2.5rem 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1.75rem 2.5rem}
.facts>section{border-block-start:2px solid var(--line);padding-block-start:1rem}
.facts>.wide{grid-column:1/-1}
h2{margin:0 0 .45rem;font-size:1rem;font-weight:650;line-height:1.4}
.facts>.when{background:var(--surface);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem clamp(1.1rem,4vw,1.5rem) 1.35rem}
.when h2{color:var(--muted);font-size:.9375rem}
.when .big{margin:0;font-size:clamp(1.375rem,1.15rem + 1.2vw,1.875rem);font-weight:650;line-height:1.25;text-wrap:balance}
[dir=ltr] .when .big{letter-spacing:-.012em}
.when .big~p{margin:.35rem 0 0;color:var(--muted)}
.facts ul{margin:0;padding:0;list-style:none}
.facts li{display:flex;gap:.65rem;align-items:baseline;padding-block:.2rem}
.facts li svg{flex:none;inline-size:1rem;block-size:1rem;transform:translateY(.12rem)}
.paused svg{color:var(--pause)}
.works svg{color:var(--accent)}
.works .none svg{color:var(--muted)}
dl{margin:0}
.contact dl{display:flex;flex-wrap:wrap;gap:.35rem 2.5rem}
dt{font-size:.9375rem;color:var(--muted)}
dd{margin:0}
.contact dd{font-size:1.125rem}
.contact a{display:inline-block;padding-block:.3rem}
.details{margin-block:2.25rem 0}
.details>div{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.1rem 1.5rem;padding-block:.85rem;border-block-start:1px solid var(--line)}
.details>div:last-child{border-block-end:1px solid var(--line)}
.details dt{font-weight:650;line-height:1.75}
code{font:.95em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
pre{margin:1rem 0 0;padding:1rem 1.25rem;background:var(--surface);border:1px solid var(--line);border-radius:.5rem;white-space:pre-wrap}
.entries{margin:0;padding:0;list-style:none}
.entries .name{color:var(--muted)}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:.85rem 1.25rem;margin:2.25rem 0 0}
.button{display:inline-block;min-block-size:2.75rem;padding:.7rem 1.4rem;border:2px solid var(--accent);border-radius:.5rem;
background:var(--accent);color:var(--on-accent);font:inherit;font-weight:650;line-height:1.25;text-align:center;text-decoration:none;cursor:pointer}
.button.quiet{background:transparent;color:var(--accent)}
.button:hover{text-decoration:underline;text-underline-offset:.2em}
a{color:var(--accent);text-decoration-thickness:.08em;text-underline-offset:.18em}
a:focus-visible,.button:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.25rem}
.note{margin:1.25rem 0 0;color:var(--muted);max-inline-size:40rem}
footer{padding-block:1.25rem 2.5rem;font-size:.9375rem;color:var(--muted)}
footer p{margin:.25rem 0}
footer code{color:var(--ink);font-weight:600;white-space:nowrap}
@media (prefers-reduced-motion:no-preference){.label .beat{animation:beat 3.2s ease-in-out infinite}@keyframes beat{50%{opacity:.35}}}
@media (max-width:34rem){.details>div{grid-template-columns:1fr}.actions .button{inline-size:100%}}
@media (forced-colors:active){.button{border-color:ButtonText}body::before{display:none}}
@media print{:root{color-scheme:light;${variables(printPalette(light))}}body{min-height:0;font-size:11pt}body::before,.actions,.screen{display:none}main{padding-block:1.5rem}
.when,.callout{break-inside:avoid}a{color:inherit}.contact a[href^=http]::after{content:" (" attr(href) ")"}}`;
}

/** A raised portcullis along the top edge: 3 rem of one bar with its point, repeated, filled with the accent. */
const bar =
  "%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='60'%3E%3Cpath d='M0 8h40v4H0zM0 30h40v4H0zM18 0h4v46l3 4-5 10-5-10 3-4z'/%3E%3C/svg%3E";
const mask = `-webkit-mask:url("data:image/svg+xml,${bar}") 50% 0 repeat-x;mask:url("data:image/svg+xml,${bar}") 50% 0 repeat-x`;

function variables(palette: Palette): string {
  return `--paper:${palette.paper};--surface:${palette.surface};--ink:${palette.ink};--muted:${palette.muted};--line:${palette.line};--pause:${palette.pause};--accent:${palette.accent};--on-accent:${palette.onAccent}`;
}

/** Ink on paper, whatever the screen shows. */
function printPalette(light: Palette): Palette {
  return { ...light, paper: '#ffffff', ink: '#000000', muted: '#333333', line: '#999999' };
}
