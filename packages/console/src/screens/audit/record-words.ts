import type { AuditRecord, Said } from '../../api/schema.ts';
import type { Catalogue } from '../../texts/catalogue.ts';
import type { Format } from '../../texts/format.ts';
import { wordsFor } from '../../texts/said-words.ts';
import type { ScreenCatalogue } from '../../texts/screen-catalogue.ts';
import { wordFor } from '../../texts/word-for.ts';
import { type AuditFacts, auditFacts } from './audit-facts.ts';

export interface Wording {
  readonly audit: ScreenCatalogue['audit'];
  readonly said: ScreenCatalogue['said'];
  readonly modes: Catalogue['common']['modes'];
  readonly roles: Catalogue['shell']['roles'];
  readonly format: Pick<Format, 'dateTime'>;
}

interface RecordSaid {
  /** By what an insider was let through; null for other records, and where it cannot be read. */
  readonly bySaid: Said | null;
}

/** What a record says beside its kind, in short phrases; empty where there is no more to say. */
export function recordWords(
  record: RecordSaid & Pick<AuditRecord, 'kind' | 'data'>,
  wording: Wording,
): readonly string[] {
  const facts = auditFacts(record);
  const phrases = Object.hasOwn(phrasesOf, record.kind)
    ? phrasesOf[record.kind]?.(facts, wording, record)
    : undefined;
  return (phrases ?? []).filter((phrase) => phrase !== null);
}

type Phrases = (facts: AuditFacts, wording: Wording, record: RecordSaid) => readonly (string | null)[];

const phrasesOf: Readonly<Record<string, Phrases>> = {
  'switch.changed': switched,
  'switch.expired': switched,
  'switch.drained': (facts) => facts.texts('workers'),
  'lock-out.forced': (facts, { audit }) => [said(facts.text('reason'), audit.says.because)],
  'pass.created': (facts, wording) => [passOf(facts, wording), until(facts, wording)],
  'pass.redeemed': (facts, { audit }) => [said(facts.text('from'), audit.says.from)],
  'pass.revoked': (facts, { audit }) => [said(facts.text('reason'), audit.says.because)],
  'pass.refused': counted,
  'pass.used': counted,
  'bypass.used': (facts, wording, { bySaid }) => [
    requestOf(facts, wording),
    said(facts.text('by'), (by) => wording.audit.says.by(wordsFor(wording.said, bySaid, by))),
    ...counted(facts, wording),
  ],
  'write.confirmed': (facts, wording) => [requestOf(facts, wording)],
  'requests.refused': counted,
  'override.applied': (facts, wording) => [
    modeNamed(facts.text('mode'), wording),
    said(facts.text('reason'), wording.audit.says.because),
    until(facts, wording),
  ],
  'override.ended': (facts, wording) => [modeNamed(facts.text('mode'), wording)],
  'break-glass.used': (facts, { audit }) => [
    said(facts.text('reason'), audit.says.because),
    said(facts.text('from'), audit.says.from),
  ],
  'instance.started': (facts, { audit }) => {
    const version = facts.text('version');
    const host = facts.text('host');
    return [version !== null && host !== null ? audit.says.version(version, host) : null];
  },
  'instance.removed': (facts, { audit }) => [
    said(facts.text('instance'), audit.says.instance),
    said(facts.text('reason'), audit.says.because),
  ],
  'settings.changed': (facts, { audit }) => [
    facts.texts('changed').length > 0 ? audit.says.changed(facts.texts('changed').join(', ')) : null,
  ],
  'production.changed': (facts, { audit }) => {
    const isOn = facts.flag('production');
    return [
      isOn === null ? null : audit.says.production[isOn ? 'on' : 'off'],
      said(facts.text('why'), audit.says.because),
    ];
  },
  'transition.decided': (facts, wording) => [
    said(facts.text('decision'), (decision) => wordFor(wording.audit.says.decisions, decision)),
    said(facts.text('reason'), wording.audit.says.because),
    ...phaseOf(facts, wording),
  ],
  'transition.phase': phaseOf,
  'transition.part': partOf,
  'jobs.stopped': stoppedJobs,
  'process.forgotten': (facts, { audit }) => [
    facts.text('worker'),
    facts.text('process'),
    said(facts.text('reason'), audit.says.because),
  ],
  'database.written': writtenTo,
  'incident.read': (facts) => [facts.text('incident')],
  'webhooks.decided': (facts, { audit }) => [
    said(facts.text('decision'), (decision) => wordFor(audit.says.webhookDecisions, decision)),
    facts.text('webhook'),
    facts.text('delivery'),
    ...manyDecided(facts, audit),
    said(facts.text('reason'), audit.says.because),
  ],
  'webhook.read': (facts) => [facts.text('webhook'), facts.text('delivery')],
  'webhook.failed': (facts) => [facts.text('webhook'), facts.text('delivery'), facts.text('problem')],
  'operator.created': (facts, { audit, roles }) => {
    const name = facts.text('name');
    const role = facts.text('role');
    return [name === null || role === null ? name : audit.says.role(name, wordFor(roles, role))];
  },
  'operator.changed': changedOperator,
  'operator.removed': (facts) => [facts.text('name')],
  'operator.signed-in': (facts, { audit }) => [
    said(facts.text('by'), audit.says.by),
    said(facts.text('address'), audit.says.from),
  ],
  'operator.confirmed': (facts, { audit }) => [
    said(facts.text('by'), audit.says.by),
    said(facts.text('address'), audit.says.from),
  ],
  'operator.signed-out': (facts, { audit }) => [
    facts.text('name'),
    facts.entries().some(([name, value]) => name === 'everywhere' && value === true)
      ? audit.says.everywhere
      : null,
  ],
  'operator.sign-in-refused': (facts, { audit }) => [
    said(facts.text('what'), audit.says.by),
    said(facts.text('address'), audit.says.from),
    said(facts.number('tries'), audit.says.tries),
  ],
  'key.created': (facts, wording) => [
    said(facts.text('name'), (name) => wording.audit.says.scopes(name, facts.texts('scopes').join(', '))),
    until(facts, wording),
  ],
  'key.revoked': (facts) => [facts.text('name')],
  'chain.continued': (facts, { audit }) => {
    const chain = facts.text('chain');
    const sequence = facts.number('sequence');
    return [chain === null || sequence === null ? null : audit.says.follows(chain, sequence)];
  },
  'entries.dropped': (facts, { audit }) => [said(facts.number('count'), audit.says.lost)],
};

function manyDecided(facts: AuditFacts, { says }: Wording['audit']): readonly (string | null)[] {
  const first = facts.number('first');
  const last = facts.number('last');
  return [
    said(facts.number('count'), says.heldWebhooks),
    first === null || last === null ? null : says.numbers(first, last),
    ...facts.texts('deliveries'),
  ];
}

function switched(facts: AuditFacts, wording: Wording): readonly (string | null)[] {
  const { says } = wording.audit;
  const from = modeNamed(facts.text('from', 'mode'), wording);
  const to = modeNamed(facts.text('to', 'mode'), wording);
  const areas = facts.entries('to', 'areas').flatMap(([area, mode]) => {
    const name = typeof mode === 'string' ? modeNamed(mode, wording) : null;
    return name === null ? [] : [says.area(area, name)];
  });
  const isForced = facts.entries().some(([name, value]) => name === 'forced' && value === true);
  return [
    from !== null && to !== null ? (from === to ? to : says.switched(from, to)) : to,
    ...areas,
    said(facts.text('reason'), says.because),
    said(facts.number('expected', 'latest'), (at) => says.endsAt(timeOf(at, wording))),
    said(facts.number('expires', 'at'), (at) => says.opensAt(timeOf(at, wording))),
    isForced ? says.forced : null,
  ];
}

function phaseOf(facts: AuditFacts, { audit }: Wording): readonly (string | null)[] {
  const { says } = audit;
  const named = (...path: string[]) => said(facts.text(...path), (name) => wordFor(says.phases, name));
  const from = named('from');
  const to = named('to') ?? says.phaseOver;
  return [
    said(facts.text('direction'), (direction) => wordFor(says.directions, direction)),
    from === null ? named('to') : says.phase(from, to),
    said(facts.text('setback', 'kind'), (kind) => wordFor(says.setbacks, kind)),
  ];
}

function stoppedJobs(facts: AuditFacts, { audit }: Wording): readonly (string | null)[] {
  const { parts, held, skipped } = audit.says;
  const named = (what: 'held' | 'skipped', say: (name: string, jobs: number) => string) =>
    facts.entries(what).map(([name, jobs]) => (typeof jobs === 'number' ? say(name, jobs) : null));
  return [said(facts.text('worker'), parts.worker), ...named('held', held), ...named('skipped', skipped)];
}

function partOf(facts: AuditFacts, { audit }: Wording): readonly (string | null)[] {
  const { says } = audit;
  const kind = facts.text('kind');
  const name = facts.text('name');
  const tables = facts.texts('tables');
  if (name === null || (kind !== 'worker' && kind !== 'database')) return [name];
  return [
    says.parts[kind](name),
    said(facts.text('did'), (did) => wordFor(says.did[kind], did)),
    tables.length === 0 ? null : says.tables(tables.join(', ')),
  ];
}

function writtenTo(facts: AuditFacts, { audit }: Wording): readonly (string | null)[] {
  return [
    said(facts.text('database'), audit.says.parts.database),
    said(facts.text('table'), audit.says.tables),
  ];
}

function counted(facts: AuditFacts, { audit }: Wording): readonly (string | null)[] {
  const counts = facts
    .entries('counts')
    .flatMap(([route, count]) =>
      typeof count === 'number' && Number.isFinite(count) ? [{ route, count }] : [],
    );
  const [most] = counts.toSorted((one, other) => other.count - one.count);
  if (most === undefined) return [];
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  return [audit.says.counts(all, counts.length), audit.says.most(most.route.slice(0, 120), most.count)];
}

function changedOperator(facts: AuditFacts, { audit, roles }: Wording): readonly (string | null)[] {
  const what = facts.text('changed');
  const parts = facts
    .entries('changed')
    .map(([name, value]) => `${name} ${typeof value === 'string' ? wordFor(roles, value) : String(value)}`);
  const said = what ?? (parts.length > 0 ? parts.join(', ') : null);
  return [facts.text('name'), said === null ? null : audit.says.changed(said)];
}

function passOf(facts: AuditFacts, { audit }: Wording): string | null {
  const subject = facts.text('subject');
  const scope = facts.text('scope');
  return subject === null || scope === null
    ? subject
    : audit.says.pass(wordFor(audit.scopes, scope), subject);
}

function requestOf(facts: AuditFacts, { audit }: Wording): string | null {
  const method = facts.text('method');
  const path = facts.text('path');
  return method === null || path === null ? path : audit.says.request(method, path);
}

function until(facts: AuditFacts, wording: Wording): string | null {
  return said(facts.number('expiresAt'), (at) => wording.audit.says.until(timeOf(at, wording)));
}

function modeNamed(mode: string | null, { modes }: Wording): string | null {
  return mode === null ? null : wordFor(modes, mode);
}

/** Of a time that may be none at all. */
function timeOf(at: number, { format }: Wording): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : format.dateTime(at);
}

function said<Value>(value: Value | null, say: (value: Value) => string): string | null {
  return value === null ? null : say(value);
}
