import type { AuditStore, InstanceStore, PassStore, SwitchStore } from '@portcullis/gate';
import type { Hints } from '../hints/hints.ts';
import { appendAudit } from './operations/append-audit.ts';
import { auditChains } from './operations/audit-chains.ts';
import { auditHead } from './operations/audit-head.ts';
import { changeSwitch } from './operations/change-switch.ts';
import { claimKey } from './operations/claim-key.ts';
import { createPass } from './operations/create-pass.ts';
import { listInstances } from './operations/list-instances.ts';
import { listPasses } from './operations/list-passes.ts';
import { listSeals } from './operations/list-seals.ts';
import { readAudit } from './operations/read-audit.ts';
import { readSiteState } from './operations/read-site-state.ts';
import { readVersion } from './operations/read-version.ts';
import { redeemPass } from './operations/redeem-pass.ts';
import { removeInstance } from './operations/remove-instance.ts';
import { reportInstance } from './operations/report-instance.ts';
import { revokePass } from './operations/revoke-pass.ts';
import { searchPasses } from './operations/search-passes.ts';
import { writeSeal } from './operations/write-seal.ts';
import type { SqlConnection } from './transaction.ts';

export function switchStore(connection: SqlConnection, hints: Hints): SwitchStore {
  return {
    read: (site) => connection.read((transaction) => readSiteState(transaction, site)),
    async change(site, change) {
      const result = await connection.write((transaction) => changeSwitch(transaction, site, change));
      if (result.kind === 'changed') hints.raise(site, result.state.switch.epoch);
      return result;
    },
    version: (site) => connection.read((transaction) => readVersion(transaction, site)),
    subscribe: (site, onHint) => hints.subscribe(site, onHint),
  };
}

export function instanceStore(connection: SqlConnection): InstanceStore {
  return {
    report: (site, report) =>
      connection.write((transaction) => reportInstance(transaction, site, report), {
        durable: false,
        isAlone: false,
      }),
    list: (site) => connection.read((transaction) => listInstances(transaction, site)),
    remove: (site, id, record) =>
      connection.write((transaction) => removeInstance(transaction, site, { id, record })),
  };
}

export function passStore(connection: SqlConnection, hints: Hints): PassStore {
  return {
    async create(pass, record) {
      const epoch = await connection.write((transaction) => createPass(transaction, pass, record));
      hints.raise(pass.site, epoch);
    },
    list: (site) => connection.read((transaction) => listPasses(transaction, site)),
    search: (site, query) => connection.read((transaction) => searchPasses(transaction, site, query)),
    redeem: (site, tokenHash, record) =>
      connection.write((transaction) => redeemPass(transaction, site, { tokenHash, record })),
    async revoke(site, id, record) {
      const epoch = await connection.write((transaction) => revokePass(transaction, site, { id, record }));
      if (epoch !== null) hints.raise(site, epoch);
      return epoch !== null;
    },
    claim: (site, key, expiresAt) =>
      connection.write((transaction) => claimKey(transaction, site, { key, expiresAt })),
  };
}

export function auditStore(connection: SqlConnection): AuditStore {
  return {
    append: (site, records) => connection.write((transaction) => appendAudit(transaction, site, records)),
    read: (site, query) => connection.read((transaction) => readAudit(transaction, site, query)),
    head: (site, chain) => connection.read((transaction) => auditHead(transaction, site, chain)),
    seal: (site, seal) => connection.write((transaction) => writeSeal(transaction, site, seal)),
    seals: (site) => connection.read((transaction) => listSeals(transaction, site)),
    chains: (site) => connection.read((transaction) => auditChains(transaction, site)),
  };
}
