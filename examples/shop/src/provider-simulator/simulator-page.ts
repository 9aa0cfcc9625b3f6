import { attributes, type Html, html, type Renderable } from '../web/html.ts';
import type { Attempt, Delivery } from './delivery.ts';
import type { SimulatorOverview } from './simulator-overview.ts';

export const simulatorStyle = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 80rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-top: 1px solid #8888; }
form { display: inline; }
ol { margin: 0; padding-left: 1.2rem; }
.given-up { font-weight: 700; }
.wide { overflow-x: auto; }
`;

/** What the providers sent and what came of it; it asks for itself again, so that nobody reads what has passed. */
export function simulatorPage({ faster, providers, deliveries }: SimulatorOverview): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>Providers</title><link rel="stylesheet" href="/style.css"></head><body>
<h1>Providers of the shop, simulated</h1>
<p>What they tell the shop by webhooks. Their waits pass ${faster} times faster than real ones. <a href="/deliveries.json">As JSON</a></p>
${providers.map(
  ({ name, title, path, inWords, endpoint, waiting, delivered, givenUp }) => html`<h2>${title}</h2>
<p><code>POST ${path}</code> · ${inWords}</p>
<div>${waiting} waiting, ${delivered} delivered, <span${attributes({ class: givenUp > 0 ? 'given-up' : null })}>${givenUp} given up</span>.
${endpoint.disabled !== null && html`<strong>Switched off: ${endpoint.disabled}.</strong> ${button(`/endpoints/${name}/enable`, 'Switch on again')}`}
${endpoint.isHeldBack ? html`<strong>Held back here.</strong> ${button(`/endpoints/${name}/release`, 'Let go')}` : button(`/endpoints/${name}/hold-back`, 'Hold back')}</div>`,
)}
<h2>Deliveries</h2>
<div class="wide" role="region" aria-label="Deliveries" tabindex="0"><table>
<thead><tr><th>Made</th><th>What</th><th>State</th><th>Attempts</th><th>By hand</th></tr></thead>
<tbody>${deliveries.map(
    (
      delivery,
    ) => html`<tr><td>${timeOf(delivery.madeAt)}</td><td>${delivery.about}<br><code>${delivery.id}</code></td>
<td${attributes({ class: delivery.state })}>${stateOf(delivery)}</td><td><ol>${delivery.attempts.map(attemptItem)}</ol></td>
<td>${button(`/deliveries/${delivery.id}/send-again`, 'Send again')}</td></tr>`,
  )}</tbody></table></div>
</body></html>`;
}

function stateOf({ state, dueAt, reason }: Delivery): Renderable {
  if (state === 'delivered') return 'delivered';
  if (state === 'given-up') return `given up: ${reason}`;
  return html`waiting, due ${dueAt !== null && timeOf(dueAt)}`;
}

function attemptItem({ at, status, problem, tookMs }: Attempt): Html {
  return html`<li>${timeOf(at)}: ${status ?? problem}, ${tookMs} ms</li>`;
}

function button(action: string, text: string): Html {
  return html`<form method="post" action="${action}"><button type="submit">${text}</button></form>`;
}

function timeOf(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)}</time>`;
}
