/**
 * The one style of all respondent pages, inline: its hash stands in their policy. Written short by hand, because the
 * first screen has to travel in one round trip; tokens and ratios are those of ux/tokens.css, light only.
 *
 * `.x` takes no place, `.s` is for screen readers. A control lies over its label in one grid cell (`.ch span`, `.c1`…).
 */
const BASE =
  '*{box-sizing:border-box}html{scroll-padding:12px 0 64px;-webkit-text-size-adjust:100%}' +
  'body{margin:0;background:#f5f6fa;color:#151a2b;font:16px/1.45 Roboto,system-ui,-apple-system,"Noto Sans",sans-serif;counter-reset:n}' +
  'main,header{max-width:480px;margin:0 auto;padding:0 12px}a{color:#2f3f95}svg{display:block}p{margin:0 0 8px}' +
  'fieldset{border:0;margin:0;padding:0;min-width:0}.x{position:absolute;width:0;height:0;padding:0;border:0;overflow:hidden;opacity:0}' +
  '.s{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}' +
  '.i{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round;flex:none}' +
  '.top{background:#1b2458;color:#fff;border-bottom:4px solid #f5c451}.top header{display:flex;gap:10px;align-items:center;padding:8px 12px}' +
  '.top b{display:block;line-height:1.3}.top span{display:block;font-size:14px;line-height:1.3;color:#d9dff5}' +
  '.mk{width:36px;height:36px;flex:none;fill:#fff}.mk circle{fill:#f5c451}' +
  '.lang{display:flex;gap:6px;max-width:480px;margin:0 auto;padding:0 12px}' +
  '.lang>*{flex:1;min-height:48px;display:grid;place-items:center;border:0;background:0 0;font:inherit;font-size:14px;color:#2f3f95;text-decoration:none;padding:0;cursor:pointer}' +
  '.lang [aria-current]{color:#151a2b;font-weight:700;box-shadow:inset 0 -3px #2f3f95}' +
  'h1{font-size:24px;line-height:1.3;margin:12px 0 2px}h2{font-size:18px;line-height:1.35;margin:0 0 8px}' +
  '.sub,.priv,.hint,.mut{color:#434b5e}.sub{margin:0 0 4px}.priv{margin:0}.priv,.hint{font-size:14px}.hint{margin:0 0 20px}' +
  '.band{background:#f5c451;color:#151a2b;font-weight:700;font-size:14px;text-align:center;padding:4px 8px;margin:8px 0;border-radius:10px}';

const CHOICES =
  'details{margin:0 0 8px}summary{min-height:48px;padding:12px 0;color:#2f3f95;cursor:pointer}' +
  '.who{margin:0 0 16px}.who legend,.big,.enter label{display:block;font-size:18px;line-height:1.35;font-weight:700;padding:0;margin:0 0 8px}legend small{font-size:14px;font-weight:400;color:#434b5e}' +
  '.ch{display:grid;grid-template-columns:1fr 1fr;gap:8px}.ch span{display:grid}.ch span>*{grid-area:1/1}' +
  '.ch :is(input),.g>input{opacity:0;width:100%;height:100%;margin:0;z-index:1;cursor:pointer;scroll-margin-top:96px}' +
  '.pk{display:flex;align-items:center;gap:8px;min-height:48px;padding:6px 10px;background:#fff;border:1.5px solid #7c869b;border-radius:10px;line-height:1.25}' +
  ':checked+.pk{border-color:#2f3f95;background:#e9ecfa;box-shadow:inset 0 0 0 1.5px #2f3f95;font-weight:700}' +
  '.ch label{position:relative}.ch :checked+label::after{content:"✓";position:absolute;right:-5px;top:-6px;width:22px;height:22px;border-radius:11px;background:#2f3f95;color:#fff;font-size:14px;display:grid;place-items:center}' +
  'textarea,.enter input{width:100%;min-height:96px;font:inherit;padding:10px;border:1.5px solid #7c869b;border-radius:10px;margin:0 0 4px;background:#fff;color:inherit}' +
  '.enter input{min-height:56px;font:700 24px/1.3 ui-monospace,"Roboto Mono",monospace;text-transform:uppercase}' +
  '.send,.enter button,.sum button{width:100%;min-height:60px;border:0;border-radius:12px;background:#2f3f95;color:#fff;font:inherit;font-size:20px;font-weight:700;cursor:pointer}.send{margin:0 0 40px}' +
  ':focus-visible+label,button:focus-visible,a:focus-visible,summary:focus-visible,textarea:focus-visible,.enter :focus-visible{outline:3px solid #f5c451;outline-offset:2px;box-shadow:0 0 0 5px #151a2b}:focus-visible+label{position:relative;z-index:1}';

const FACES =
  '.q{background:#fff;border:1px solid #dfe3ec;border-radius:14px;padding:10px 8px 8px;margin:0 0 12px}' +
  '.q legend{float:left;width:100%;padding:0 4px 6px;font-size:18px;line-height:1.35;font-weight:700}' +
  '.q small{display:flex;align-items:center;gap:6px}.q small .i{width:20px;height:20px;color:#2f3f95}' +
  '.g{clear:both;display:grid;grid-template-columns:repeat(10,1fr)}' +
  '.g>.c1{grid-area:1/1/2/3}.g>.c2{grid-area:1/3/2/5}.g>.c3{grid-area:1/5/2/7}.g>.c4{grid-area:1/7/2/9}.g>.c5{grid-area:1/9/2/11}' +
  '.n20{grid-area:2/1/3/5}.n21{grid-area:2/5/3/11}.n10{grid-area:2/1/3/11}.g>.why{grid-area:3/1/4/11}' +
  '.fc{display:flex;flex-direction:column;align-items:center;gap:5px;padding:6px 0 5px;text-align:center;font-size:14px;line-height:1.2;border-radius:12px;min-height:100px}' +
  '@media(max-width:30em){.fc:lang(en){font-size:12px;letter-spacing:-.01em}}' +
  '.f{width:52px;height:52px;flex:none;fill:var(--s);stroke:#151a2b;stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}' +
  'symbol circle{stroke:var(--c)}symbol path{fill:none}symbol .e{stroke-width:5}symbol .mo{fill:var(--m,#151a2b)}' +
  '.c1{--c:#8f3a0b;--s:#f7dfd2}.c2{--c:#d2691e;--s:#fcebda}.c3{--c:#7a8293;--s:#eceef2}.c4{--c:#4a86cf;--s:#dfebf9}.c5{--c:#1f4c9a;--s:#d5e1f6}' +
  ':checked+.fc{background:var(--s);box-shadow:inset 0 0 0 2.5px var(--c);font-weight:700}:checked+.fc .f{fill:var(--c);stroke:#fff;--m:#fff}' +
  '.na{justify-content:center;text-align:center;border-color:transparent;color:#434b5e;font-size:15px;padding:6px 4px;text-decoration:underline;text-underline-offset:3px}:checked+.na{text-decoration:none;color:#151a2b}' +
  '.why{display:none;border-top:1px solid #dfe3ec;margin-top:6px;padding:10px 4px 4px}.l:checked~.why{display:block}' +
  'form:has(.l:checked) .pr,form:has(.as0:checked) .not0,form:has(.as1:checked) .not1,form:has(.as2:checked) .not2{display:none}' +
  '.g>:checked{counter-increment:n}.bar{position:sticky;bottom:0;margin:0 -12px 20px;padding:11px 12px;background:#1b2458;color:#fff;text-align:center;z-index:2}.bar b::before{content:counter(n)}form:not(:has(.g>:checked)) .bar{display:none}';

const PAGES =
  '.safe{display:flex;gap:8px;margin:0 0 4px;font-size:14px}.safe .i{width:20px;height:20px}.m{padding:12px 16px 32px}.m h1{font-size:26px;margin:12px 0 8px}' +
  '.sum{background:#fdf1e7;border:2px solid #b4530f;border-radius:14px;padding:14px 16px;margin:12px 0}.sum ul{margin:0;padding:0;list-style:none}.sum a,.m .hint a{display:inline-block;padding:13px 0}' +
  '.go{display:flex;align-items:center;gap:12px;min-height:96px;padding:12px 16px;margin:0 0 12px;background:#fff;border:1.5px solid #2f3f95;border-radius:14px;font-size:20px;font-weight:700;text-decoration:none}.go .i{width:36px;height:36px}' +
  '.ok{width:72px;height:72px;border-radius:50%;background:#2f3f95;color:#fff;display:grid;place-items:center;margin-top:8px}.ok .i{width:40px;height:40px;stroke-width:2.6}h1:focus{outline:0}' +
  '.rc{background:#fff;border:1px solid #dfe3ec;border-radius:14px;padding:14px 16px;margin:16px 0}.rc p{margin:0}.rc .code{font:700 24px/1.3 ui-monospace,"Roboto Mono",monospace;margin:0 0 8px}';

const MEDIA =
  '@media(max-width:20.5em){.g{grid-template-columns:1fr}.g>.c1{grid-area:1/1}.g>.c2{grid-area:2/1}.g>.c3{grid-area:3/1}.g>.c4{grid-area:4/1}.g>.c5{grid-area:5/1}.n20,.n10{grid-area:6/1}.n21{grid-area:7/1}.g>.why{grid-area:8/1}' +
  '.fc,.fc:lang(en){flex-direction:row;gap:12px;text-align:left;min-height:56px;padding:4px 8px;font-size:18px}.ch{grid-template-columns:1fr}.lang{flex-wrap:wrap}}' +
  '@media(prefers-contrast:more){.sub,.priv,.hint,.mut,.na,.q small{color:#151a2b!important}.q{border-color:#151a2b}}' +
  '@media(forced-colors:active){:checked+label{outline:3px solid Highlight}.ch :checked+label::after{border:1px solid}}' +
  '@media print{.bar,.lang{display:none}}';

export const SURVEY_STYLE = BASE + CHOICES + FACES + PAGES + MEDIA;

/** As an element. Written here, not in a component: there Svelte's preprocessors would take it for the component's own style. */
export const SURVEY_STYLE_ELEMENT = `<style>${SURVEY_STYLE}</style>`;
