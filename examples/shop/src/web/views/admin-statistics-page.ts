import type { JobRun } from '../../domain/job-runs.ts';
import { formatMoney } from '../../domain/money.ts';
import type { DailySales } from '../../domain/sales.ts';
import type { InvoiceCount } from '../../domain/subscriptions.ts';
import { type Html, html } from '../html.ts';
import type { Frame } from './frame.ts';
import { staffPage } from './staff-page.ts';
import { momentOf } from './when.ts';

export interface StatisticsModel {
  readonly sales: readonly DailySales[];
  readonly invoices: readonly InvoiceCount[];
  readonly jobs: readonly JobRun[];
}

const INVOICE_STATES: Readonly<Record<InvoiceCount['state'], string>> = {
  paid: 'paid',
  failed: 'not paid yet',
  'given-up': 'given up',
};

export function adminStatisticsPage(frame: Frame, { sales, invoices, jobs }: StatisticsModel): Html {
  return staffPage(frame, {
    area: 'admin',
    title: 'Statistics',
    main: html`${
      sales.length === 0
        ? html`<p>Nothing was calculated yet: that is the worker’s job.</p>`
        : html`<div class="scroll" role="region" aria-label="Sales by day" tabindex="0"><table>
<thead><tr><th>Day</th><th class="number">Orders</th><th class="number">Items</th><th class="number">Revenue</th><th>Calculated</th></tr></thead>
<tbody>${sales.map(
            ({ day, orders, items, revenueCents, calculatedAt }) =>
              html`<tr><td>${day}</td><td class="number">${orders}</td><td class="number">${items}</td><td class="number">${formatMoney(revenueCents)}</td><td>${momentOf(calculatedAt)}</td></tr>`,
          )}</tbody></table></div>`
    }
<h2>Subscriptions</h2>
${
  invoices.length === 0
    ? html`<p>No invoices yet.</p>`
    : html`<ul>${invoices.map(({ state, invoices: count, lastNumber }) => html`<li>${count} invoices ${INVOICE_STATES[state]}, the last is number ${lastNumber}</li>`)}</ul>`
}
<h2>What runs by itself</h2>
${
  jobs.length === 0
    ? html`<p>Nothing ran yet.</p>`
    : html`<div class="scroll" role="region" aria-label="Jobs" tabindex="0"><table>
<thead><tr><th>Name</th><th class="number">Runs</th><th>Last</th></tr></thead>
<tbody>${jobs.map(({ name, runs, lastAt }) => html`<tr><td><code>${name}</code></td><td class="number">${runs}</td><td>${momentOf(lastAt)}</td></tr>`)}</tbody></table></div>`
}`,
  });
}
