import { type Html, html } from '../html.ts';

/** A drawing on a coloured ground; small enough to be part of the page, so a product needs no image request. */
export function productArt(name: string): Html {
  const drawing = DRAWINGS.get(name);
  return html`<svg class="art" viewBox="0 0 120 120" aria-hidden="true" focusable="false"><rect width="120" height="120" fill="${drawing?.ground ?? SAND}"/>${drawing?.shapes}</svg>`;
}

interface Drawing {
  readonly ground: string;
  readonly shapes: Html;
}

const SAGE = '#d9e3d6';
const SAND = '#eee3d0';
const CLAY = '#ecd5c8';
const SKY = '#d6e1e8';
const ROSE = '#ead7db';

const DRAWINGS: ReadonlyMap<string, Drawing> = new Map([
  [
    'mug',
    {
      ground: SAND,
      shapes: html`<path d="M36 38h40v36a14 14 0 0 1-14 14H50a14 14 0 0 1-14-14z" fill="#5d7a78"/><path d="M76 46h6a12 12 0 0 1 0 24h-6" fill="none" stroke="#5d7a78" stroke-width="6"/><path d="M36 38h40v10H36z" fill="#486361"/><path d="M48 30c0-6 5-5 5-11M60 30c0-6 5-5 5-11" fill="none" stroke="#b7a88c" stroke-width="3" stroke-linecap="round"/>`,
    },
  ],
  [
    'dripper',
    {
      ground: CLAY,
      shapes: html`<path d="M34 28h52L68 54H52z" fill="#fbf7f0"/><path d="M30 26h60v6H30z" fill="#8c5a3f"/><path d="M44 56h32v4H44z" fill="#8c5a3f"/><path d="M46 62h28l10 28a6 6 0 0 1-6 8H42a6 6 0 0 1-6-8z" fill="#fff" fill-opacity=".7"/><path d="M41 78h38l5 12a6 6 0 0 1-6 8H42a6 6 0 0 1-6-8z" fill="#6b3f2a"/>`,
    },
  ],
  [
    'board',
    {
      ground: SAGE,
      shapes: html`<rect x="38" y="34" width="44" height="64" rx="8" fill="#a97745"/><rect x="54" y="14" width="12" height="26" rx="6" fill="#a97745"/><circle cx="60" cy="21" r="3" fill="#d9e3d6"/><path d="M46 44c6 16 2 30 6 48M60 42c-4 20 6 34 2 50M74 44c-6 18 2 26-3 48" fill="none" stroke="#8a5d31" stroke-width="2" stroke-linecap="round"/>`,
    },
  ],
  [
    'kettle',
    {
      ground: SKY,
      shapes: html`<path d="M38 56a22 22 0 0 1 44 0l6 32a6 6 0 0 1-6 7H38a6 6 0 0 1-6-7z" fill="#f7f3ea"/><path d="M84 66l16-14 4 4-17 24z" fill="#f7f3ea"/><path d="M40 46c0-28 40-28 40 0" fill="none" stroke="#3f4f5a" stroke-width="5"/><circle cx="60" cy="33" r="5" fill="#3f4f5a"/><path d="M33 84h54l1 6H32z" fill="#3f6f8a"/>`,
    },
  ],
  [
    'towel',
    {
      ground: ROSE,
      shapes: html`<path d="M34 26h52v66H34z" fill="#fbf8f2"/><path d="M34 40h52v5H34zM34 49h52v3H34zM34 74h52v3H34zM34 81h52v5H34z" fill="#9c5c6b"/><path d="M34 26h26v66H34z" fill="#000" fill-opacity=".05"/><path d="M24 22h72v5H24z" fill="#8a6d5a"/>`,
    },
  ],
  [
    'pan',
    {
      ground: SAND,
      shapes: html`<circle cx="50" cy="64" r="32" fill="#2f3436"/><circle cx="50" cy="64" r="25" fill="#444b4e"/><path d="M76 46l24-24 6 6-24 24z" fill="#2f3436"/><circle cx="43" cy="68" r="9" fill="#fbf7f0"/><circle cx="45" cy="68" r="4" fill="#e3a83b"/>`,
    },
  ],
  [
    'notebook',
    {
      ground: SKY,
      shapes: html`<rect x="36" y="22" width="52" height="76" rx="4" fill="#31566b"/><rect x="36" y="22" width="9" height="76" fill="#24424f"/><rect x="54" y="34" width="24" height="14" rx="2" fill="#f4efe4"/><path d="M76 22v76" stroke="#d8a657" stroke-width="2.5"/>`,
    },
  ],
  [
    'pen',
    {
      ground: SAGE,
      shapes: html`<path d="M88 24l8 8-50 54-12 4 3-12z" fill="#b08d46"/><path d="M88 24l8 8-12 13-8-8z" fill="#8b6c30"/><path d="M37 78l9 8-12 4z" fill="#3a3a36"/><path d="M28 98h52" stroke="#6d8070" stroke-width="3" stroke-linecap="round"/>`,
    },
  ],
  [
    'lamp',
    {
      ground: SAND,
      shapes: html`<path d="M48 24h34l12 30H40z" fill="#3f6b55"/><path d="M40 54h54l10 44H28z" fill="#fff6d8" fill-opacity=".8"/><path d="M64 54v34" stroke="#4b4a44" stroke-width="4"/><path d="M48 98a16 10 0 0 1 32 0z" fill="#4b4a44"/>`,
    },
  ],
  [
    'mat',
    {
      ground: CLAY,
      shapes: html`<rect x="18" y="40" width="84" height="46" rx="4" fill="#71777a"/><rect x="18" y="40" width="84" height="46" rx="4" fill="none" stroke="#5c6164" stroke-width="2" stroke-dasharray="4 3"/><rect x="30" y="50" width="24" height="28" rx="1" fill="#fbf7f0"/><path d="M34 57h16M34 63h16M34 69h10" stroke="#b9b2a5" stroke-width="2"/><circle cx="82" cy="64" r="9" fill="#efe6d6"/><circle cx="82" cy="64" r="6" fill="#6b3f2a"/>`,
    },
  ],
  [
    'calendar',
    {
      ground: ROSE,
      shapes: html`<rect x="34" y="26" width="52" height="70" rx="3" fill="#fdfaf4"/><path d="M34 26h52v18H34z" fill="#b5515c"/><path d="M46 20v12M74 20v12" stroke="#5e5148" stroke-width="3" stroke-linecap="round"/><path d="M42 54h36M42 64h36M42 74h36M42 84h24" stroke="#cdbfb0" stroke-width="4" stroke-dasharray="4 4"/><circle cx="60" cy="74" r="6" fill="none" stroke="#b5515c" stroke-width="2"/>`,
    },
  ],
  [
    'tray',
    {
      ground: SKY,
      shapes: html`<path d="M22 46h76l-6 16H28zM22 70h76l-6 16H28z" fill="#b58555"/><path d="M22 46h76v4H22zM22 70h76v4H22z" fill="#946a3f"/><path d="M34 38h46v8H34z" fill="#fdfaf4"/><path d="M40 62h46v8H40z" fill="#f1e7d4"/><path d="M30 52v36M90 52v36" stroke="#7b5733" stroke-width="4"/>`,
    },
  ],
  [
    'blanket',
    {
      ground: SAGE,
      shapes: html`<rect x="24" y="40" width="72" height="18" rx="9" fill="#c9805a"/><rect x="24" y="56" width="72" height="18" rx="9" fill="#e0b48f"/><rect x="24" y="72" width="72" height="18" rx="9" fill="#c9805a"/><path d="M28 90v7M36 90v7M44 90v7M52 90v7M60 90v7M68 90v7M76 90v7M84 90v7M92 90v7" stroke="#a86844" stroke-width="3" stroke-linecap="round"/>`,
    },
  ],
  [
    'candle',
    {
      ground: CLAY,
      shapes: html`<rect x="46" y="48" width="28" height="44" rx="3" fill="#e8b64c"/><path d="M46 54c6 8 8-4 14 2s8-4 14 0v-5a3 3 0 0 0-3-3H49a3 3 0 0 0-3 3z" fill="#f2cd78"/><path d="M60 48v-8" stroke="#4b3a2a" stroke-width="2.5"/><path d="M60 18c8 10 8 14 8 16a8 8 0 0 1-16 0c0-3 2-7 8-16z" fill="#e2733c"/><ellipse cx="60" cy="95" rx="28" ry="5" fill="#8a6450"/>`,
    },
  ],
  [
    'clock',
    {
      ground: SAND,
      shapes: html`<circle cx="60" cy="58" r="34" fill="#8a5d3b"/><circle cx="60" cy="58" r="27" fill="#fdfaf3"/><path d="M60 58V40M60 58l13 8" stroke="#2f3a38" stroke-width="4" stroke-linecap="round"/><path d="M60 34v4M60 78v4M36 58h4M80 58h4" stroke="#a89c88" stroke-width="3"/><path d="M40 94l6-8M80 94l-6-8" stroke="#6d472b" stroke-width="6" stroke-linecap="round"/>`,
    },
  ],
  [
    'vase',
    {
      ground: ROSE,
      shapes: html`<path d="M52 52h16c0 10 14 14 14 30a14 14 0 0 1-14 14H52a14 14 0 0 1-14-14c0-16 14-20 14-30z" fill="#7fa8a5" fill-opacity=".85"/><path d="M60 60V26M60 44c-8-2-12-8-12-14 8 1 12 6 12 14zM60 38c2-8 8-12 14-12 0 7-5 12-14 12z" fill="#4e7350" stroke="#4e7350" stroke-width="2"/><circle cx="60" cy="22" r="7" fill="#d98c5f"/>`,
    },
  ],
  [
    'cushion',
    {
      ground: SAGE,
      shapes: html`<path d="M28 36c20 6 44 6 64 0 6 16 6 34 0 52-20-6-44-6-64 0-6-18-6-36 0-52z" fill="#b7a5c4"/><path d="M60 42v40M40 62h40M46 48l28 28M74 48L46 76" stroke="#9682a6" stroke-width="2" stroke-linecap="round"/><circle cx="60" cy="62" r="4" fill="#7f6b90"/>`,
    },
  ],
  [
    'basket',
    {
      ground: SKY,
      shapes: html`<path d="M28 54h64l-7 38a6 6 0 0 1-6 5H41a6 6 0 0 1-6-5z" fill="#b98a52"/><path d="M30 64h60M32 74h56M34 84h52" stroke="#97693a" stroke-width="4" stroke-dasharray="8 5"/><path d="M38 54c0-36 44-36 44 0" fill="none" stroke="#97693a" stroke-width="6"/><path d="M24 50h72v8H24z" fill="#97693a"/>`,
    },
  ],
  [
    'pot',
    {
      ground: SAGE,
      shapes: html`<path d="M38 62h44l-6 32a4 4 0 0 1-4 3H48a4 4 0 0 1-4-3z" fill="#c56b46"/><path d="M34 54h52v12H34z" fill="#a95636"/><path d="M60 54c-2-14-14-18-22-18 2 10 10 18 22 18zM60 54c0-18 10-26 22-28 2 14-8 26-22 28zM60 54c-6-12-4-26 2-34 6 10 6 24-2 34z" fill="#4f7a52"/>`,
    },
  ],
  [
    'can',
    {
      ground: CLAY,
      shapes: html`<path d="M34 52h40v40a4 4 0 0 1-4 4H38a4 4 0 0 1-4-4z" fill="#5b7f86"/><path d="M74 74l24-30 4 3-20 40-8 4z" fill="#4a6a70"/><path d="M92 38l16 12" stroke="#3c575c" stroke-width="6" stroke-linecap="round"/><path d="M40 52c-18-4-20 28-6 30M42 52c4-20 26-20 28 0" fill="none" stroke="#4a6a70" stroke-width="5"/>`,
    },
  ],
  [
    'trowel',
    {
      ground: SAND,
      shapes: html`<path d="M60 18c6 0 8 4 8 10v20H52V28c0-6 2-10 8-10z" fill="#8f5f37"/><path d="M57 46h6v14h-6z" fill="#6b7375"/><path d="M46 58h28c2 18-4 34-14 44-10-10-16-26-14-44z" fill="#8b9598"/><path d="M60 64v30" stroke="#737d80" stroke-width="3" stroke-linecap="round"/>`,
    },
  ],
  [
    'seeds',
    {
      ground: SKY,
      shapes: html`<path d="M38 28h44v68H38z" fill="#f6eeda"/><path d="M38 28h44v10H38z" fill="#d8c79d"/><path d="M60 84V60M50 84V66M70 84V64" stroke="#5a8057" stroke-width="3"/><circle cx="60" cy="56" r="7" fill="#d9704f"/><circle cx="50" cy="63" r="6" fill="#7d8fc4"/><circle cx="70" cy="61" r="6" fill="#e1b547"/><path d="M46 90h28" stroke="#b7a67e" stroke-width="3"/>`,
    },
  ],
  [
    'feeder',
    {
      ground: ROSE,
      shapes: html`<path d="M60 16L30 44h60z" fill="#6b4d3a"/><path d="M38 44h44v32H38z" fill="#caa06d"/><circle cx="60" cy="58" r="9" fill="#4a3527"/><path d="M26 76h68v8H26z" fill="#6b4d3a"/><path d="M60 84v20" stroke="#6b4d3a" stroke-width="5"/><path d="M78 76c-2-12 14-14 16-6l6-1-5 6c-2 4-10 5-17 1z" fill="#c2573f"/>`,
    },
  ],
  [
    'soap',
    {
      ground: SAGE,
      shapes: html`<rect x="28" y="52" width="64" height="34" rx="12" fill="#aebf7d"/><rect x="34" y="46" width="52" height="30" rx="10" fill="#c4d196"/><path d="M50 62c4-8 16-8 20 0-4 6-16 6-20 0z" fill="none" stroke="#7f9152" stroke-width="2.5"/><circle cx="86" cy="34" r="6" fill="#fff" fill-opacity=".8"/><circle cx="74" cy="26" r="4" fill="#fff" fill-opacity=".8"/><circle cx="94" cy="24" r="3" fill="#fff" fill-opacity=".8"/>`,
    },
  ],
]);
