import type { PolicyInput } from '@portcullis/gate';

export const webhook = 'POST /hooks/:provider';
export const wholePolicy = (onStoreLost: Required<PolicyInput>['onStoreLost']): PolicyInput => ({
  onStoreLost,
  areas: { checkout: { routes: ['/checkout/**'] } },
  webhookProviders: {
    any: { delivery: { header: 'X-Delivery' }, order: { header: 'X-Key' } },
  },
  webhooks: [{ match: webhook, provider: 'any', attempts: 3, whenFailed: 'wait' }],
});
