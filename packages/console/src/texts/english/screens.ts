import { auditTexts } from './audit-texts.ts';
import { errorTexts } from './error-texts.ts';
import { insidersTexts } from './insiders-texts.ts';
import { partsTexts } from './parts-texts.ts';
import { policyTexts } from './policy-texts.ts';
import { productionTexts } from './production-texts.ts';
import { saidTexts } from './said-texts.ts';
import { settingsTexts } from './settings-texts.ts';
import { trafficTexts } from './traffic-texts.ts';
import { webhooksTexts } from './webhooks-texts.ts';

/** Texts of the screens that are loaded when they are opened. */
export const englishScreens = {
  parts: partsTexts,
  insiders: insidersTexts,
  traffic: trafficTexts,
  webhooks: webhooksTexts,
  policy: policyTexts,
  production: productionTexts,
  audit: auditTexts,
  settings: settingsTexts,
  said: saidTexts,
  errors: errorTexts,
};
