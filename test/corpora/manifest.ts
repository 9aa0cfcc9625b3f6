import type { CorpusName } from './cases.ts';
import { type ApplicationName, insideNames } from './upstreams/upstream.ts';

/** The part of the product that answers a case. */
export type Part =
  | 'answers'
  | 'audit'
  | 'banner'
  | 'bodies'
  | 'caching'
  | 'client-address'
  | 'console'
  | 'control-api'
  | 'faults'
  | 'forward-auth'
  | 'framing'
  | 'graphql'
  | 'headers-from-outside'
  | 'methods'
  | 'notifications'
  | 'page'
  | 'passes'
  | 'presets'
  | 'reading'
  | 'redirects'
  | 'two-checks'
  | 'urls'
  | 'webhooks'
  | 'websocket';

/** Where a test that holds a case is, and what its name contains. */
export interface HoldingTest {
  readonly file: string;
  readonly name: string;
}

/** A gap that is known: the run turns red when it closes, so that it is taken out of this list. */
export interface KnownGap {
  readonly expected: 'fails';
  readonly reason: string;
  /** How it shows, and where; another problem of the same case is a failure. */
  readonly shows: RegExp | Partial<Readonly<Record<ApplicationName, RegExp>>>;
}

/** `pending`: the part comes later, or no test asks this yet; never counted as passed. */
export type Entry = { readonly corpus: CorpusName; readonly id: string; readonly part: Part } & (
  | { readonly runner: 'proxy'; readonly gap: KnownGap | null }
  | { readonly runner: 'unit'; readonly test: HoldingTest }
  | { readonly runner: 'pending' }
);

type Group = { readonly corpus: CorpusName; readonly part: Part; readonly ids: string } & (
  | { readonly runner: 'proxy' | 'pending' }
  | { readonly runner: 'unit'; readonly test: HoldingTest }
);

/** Every case of every file, once: test/unit/corpora-manifest.test.ts. A case moves by its word `runner`. */
const groups: readonly Group[] = [
  {
    corpus: 'paths',
    part: 'reading',
    runner: 'proxy',
    ids: `
      P001 P002 P003 P004 P005 P006 P007 P008 P009 P010 P011 P012 P013 P014 P015 P016 P017 P018 P019
      P020 P021 P022 P023 P024 P026 P028 P030 P032 P034 P036 P037 P038 P042 P047 P052 P054 P055 P059
      P063 P064 P065 P067 P069 P071 P072 P073 P077 P078 P084 P085 P086 P087 P088 P089 P090 P091 P092
      P093 P094 P095 P096 P097 P100 P102 P105 P107 P108 P110 P111 P112 P113 P115 P116 P117 P118 P119
      P121 P123 P124 P128 P130 P132 P133 P134 P137 P150 P151 P154 P155 P156 P157 P158 P159 P160 P161
      P163 P166 P168 P169 P171 P174 P178 P180 P181 P182 P184 P185 P186 P189 P190 P193 P195 P196 P198
      P199 P200 P201 P202 P205 P208 P209 P211 P212 P213 P214 P216 P218 P219 P220 P231 P232 P234 P235
    `,
  },
  {
    // They hold with the presets for Next.js and Odoo only.
    corpus: 'paths',
    part: 'presets',
    runner: 'pending',
    ids: 'P225 P226 P227 P229',
  },
  {
    corpus: 'smuggling',
    part: 'framing',
    runner: 'proxy',
    ids: `
      S001 S002 S003 S004 S005 S006 S007 S009 S011 S012 S014 S015 S017 S018 S019 S022 S025 S031 S032
      S033 S035 S036 S037 S039 S040 S041 S043 S044 S046 S052 S055 S057 S059 S061 S062 S064 S065 S066
      S067 S068 S070 S071 S075 S076 S077 S079 S081 S085 S087 S088 S089 S090 S092 S095 S098 S099 S101
      S102 S103 S105 S106 S108 S109 S117 S119
    `,
  },
  {
    corpus: 'methods',
    part: 'methods',
    runner: 'proxy',
    ids: `
      M004 M005 M006 M008 M009 M010 M011 M012 M013 M014 M018 M019 M021 M022 M023 M024 M026 M028 M029
      M030 M033 M034 M037 M041 M044 M046 M049 M051 M052 M056 M057 M058 M062 M063 M064 M066 M067 M069
      M070 M071 M075 M080 M086 M087 M088 M090 M091 M095 M097
    `,
  },
  {
    // They hold where a preset lists that parameter.
    corpus: 'methods',
    part: 'presets',
    runner: 'pending',
    ids: 'M072 M074',
  },
  {
    corpus: 'methods',
    part: 'bodies',
    runner: 'proxy',
    ids: 'M076 M077 M079 M099 M100 M102 M104 M106 M107 M108 M109 M110 M111 M112 M114 M117',
  },
  {
    corpus: 'headers',
    part: 'client-address',
    runner: 'proxy',
    ids: `
      H001 H002 H003 H004 H005 H006 H007 H009 H010 H012 H013 H014 H016 H020 H021 H023 H024 H026 H027
      H029 H032 H033 H034 H035 H037 H038 H040 H041 H042 H044 H046 H048 H049 H050 H052 H053 H054 H055
      H057 H058 H061 H063 H064 H066 H069 H070 H072 H074 H076 H077 H079 H080 H081 H084 H087 H088 H089
      H090 H093
    `,
  },
  {
    // The program listens on TCP only.
    corpus: 'headers',
    part: 'client-address',
    runner: 'unit',
    test: { file: 'packages/gate/src/reading/read-client-address.test.ts', name: 'without a named proxy' },
    ids: 'H082',
  },
  {
    corpus: 'headers',
    part: 'headers-from-outside',
    runner: 'proxy',
    ids: `
      HO001 HO002 HO003 HO004 HO006 HO008 HO010 HO012 HO015 HO017 HO021 HO022 HO024 HO025 HO026 HO028
      HO032 HO033 HO035 HO037 HO039 HO041 HO042 HO043 HO045 HO046 HO047 HO048 HO050 HO052 HO053 HO054
    `,
  },
  {
    corpus: 'graphql',
    part: 'graphql',
    runner: 'proxy',
    ids: `
      G002 G003 G004 G006 G007 G008 G010 G012 G014 G015 G017 G019 G020 G021 G023 G024 G025 G028 G030
      G031 G032 G033 G034 G036 G038 G039 G040 G041 G042 G043 G044 G045 G046 G048 G051 G055 G057 G060
      G061 G063 G067 G068 G069 G070 G071 G073 G074 G076 G078 G079 G080 G081 G083 G085 G086 G087 G089
      G090 G091 G092
    `,
  },
  {
    corpus: 'websocket',
    part: 'websocket',
    runner: 'proxy',
    ids: `
      W001 W002 W004 W016 W017 W018 W019 W022 W025 W026 W027 W029 W030 W037 W038 W039 W040 W042 W043
      W044 W047 W048 W049 W050 W051
    `,
  },
  {
    // The console has no socket: it refuses every upgrade with 400, whoever asks.
    corpus: 'websocket',
    part: 'console',
    runner: 'unit',
    test: { file: 'packages/server/test/control/corpus-tokens.test.ts', name: 'a socket at the console' },
    ids: 'W032 W035 W036',
  },
  {
    // There would have to be a socket for a page of its own: its events come by fetch, for which a session is needed.
    corpus: 'websocket',
    part: 'console',
    runner: 'pending',
    ids: 'W031',
  },
  {
    corpus: 'tokens',
    part: 'two-checks',
    runner: 'proxy',
    ids: 'T001 T003 T004 T005 T006 T007 T008 T009 T013 T015 T017 T018 T020 T021 T022',
  },
  {
    corpus: 'tokens',
    part: 'two-checks',
    runner: 'unit',
    test: {
      file: 'packages/gate/test/identity/probe-answer.test.ts',
      name: 'is never kept longer than 60 s',
    },
    ids: 'T014',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/operator/passes.test.ts',
      name: 'is redeemed once, also when many try at the same time',
    },
    ids: 'T023',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/gate/src/identity/pass.test.ts', name: 'hold until their expiry, exclusively' },
    ids: 'T025 T026 T067',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/server/test/operator/passes.test.ts', name: 'ends with its window' },
    ids: 'T030',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/gate/src/identity/pass.test.ts', name: 'are not %s' },
    ids: 'T036 T038 T039 T040 T042 T043 T044 T045 T046 T048 T049 T050 T051 T052 T053',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/operator/passes.test.ts',
      name: 'is not used up by looking at its link, and lets in once it is redeemed',
    },
    ids: 'T057 T059',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/operator/passes.test.ts',
      name: 'cannot be made up: a changed or foreign cookie is nobody',
    },
    ids: 'T062',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/gate/src/identity/pass.test.ts',
      name: 'hold in their own window only, not in %j',
    },
    ids: 'T066',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/gate/src/identity/pass.test.ts', name: 'are refused without an exception: %s' },
    ids: 'T070 T072 T073 T079',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/gate/src/identity/pass.test.ts',
      name: 'are refused even with a true signature: %s',
    },
    ids: 'T071',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/gate/src/identity/pass.test.ts',
      name: 'survive the rotation of the secret as long as the old key is active',
    },
    ids: 'T074 T075',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/gate/src/identity/cookies.test.ts', name: 'cookieValues' },
    ids: 'T078',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: { file: 'packages/gate/src/decide/bypass.test.ts', name: 'somebody else’s' },
    ids: 'T028 T063',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'is no cookie: neither that of a redeemed pass nor that of a session of the console',
    },
    ids: 'T055',
  },
  {
    // Its page asks first, so that a link preview uses nothing up: what a redirect would hide is told to nobody.
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'is told to no other site, and stands in no record, feed or count, used or not',
    },
    ids: 'T056',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'is taken from no path',
    },
    ids: 'T058',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/gate/src/identity/pass.test.ts',
      name: 'hold until their expiry, exclusively',
    },
    ids: 'T069',
  },
  {
    corpus: 'tokens',
    part: 'passes',
    runner: 'unit',
    test: {
      file: 'packages/server/test/operator/ways-in.test.ts',
      name: 'is no way in when every request comes through a proxy that does not say https',
    },
    ids: 'T077',
  },
  {
    // Passes begin when they are made (T027). Times are those of the wall: no test turns that of a server back (T068).
    corpus: 'tokens',
    part: 'passes',
    runner: 'pending',
    ids: 'T027 T068',
  },
  {
    corpus: 'tokens',
    part: 'console',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/brute-force.test.ts',
      name: 'keeps nobody out who signed in from there before, whatever strangers do',
    },
    ids: 'T082',
  },
  {
    corpus: 'tokens',
    part: 'console',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'ends no session that is there, and keeps nobody from what works on the host',
    },
    ids: 'T084',
  },
  {
    corpus: 'tokens',
    part: 'console',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'by any spelling of its name counts against the one account',
    },
    ids: 'T085',
  },
  {
    corpus: 'tokens',
    part: 'console',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/brute-force.test.ts',
      name: 'is the same for names that nobody has, wrong passwords and disabled operators',
    },
    ids: 'T087',
  },
  {
    // Tokens are looked up by their digest, and no test of ours judges by microseconds.
    corpus: 'tokens',
    part: 'console',
    runner: 'pending',
    ids: 'T086',
  },
  {
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/foreign-requests.test.ts',
      name: 'cannot switch with the cookie and %s',
    },
    ids: 'T088 T089 T091 T095',
  },
  {
    // With 400, as everything that the API does not declare; the case says 415.
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/foreign-requests.test.ts',
      name: 'cannot switch with the forms that browsers send unasked',
    },
    ids: 'T092',
  },
  {
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/corpus-tokens.test.ts',
      name: 'takes the token of no other session',
    },
    ids: 'T096',
  },
  {
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/operators.test.ts',
      name: 'switch without anybody proving who it is, and stand on record by name',
    },
    ids: 'T097',
  },
  {
    // By `expectedEpoch` in the body, with 409; the case says If-Match and 412.
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/operator/ways-in.test.ts',
      name: 'is not stopped by the pass that proves the way in, and is by whoever was faster',
    },
    ids: 'T103',
  },
  {
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/foreign-requests.test.ts',
      name: 'says what a browser may do with it',
    },
    ids: 'T110',
  },
  {
    corpus: 'tokens',
    part: 'control-api',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/sign-in.test.ts',
      name: 'makes one owner of the code on the host, however many race for it',
    },
    ids: 'T111 T113',
  },
  {
    // JSON.parse takes the last of two equal keys (T106); rules come from a file, not by the API (T107 to T109).
    corpus: 'tokens',
    part: 'control-api',
    runner: 'pending',
    ids: 'T106 T107 T108 T109',
  },
  {
    corpus: 'messages',
    part: 'page',
    runner: 'proxy',
    ids: `
      X001 X002 X004 X005 X006 X010 X013 X014 X015 X017 X018 X019 X023 X025 X027 X030 X031 X033 X039
      X040 X041 X042 X043 X045 X047 X051 X052 X055 X060 X064
    `,
  },
  {
    corpus: 'messages',
    part: 'answers',
    runner: 'proxy',
    ids: 'X066',
  },
  {
    corpus: 'messages',
    part: 'audit',
    runner: 'proxy',
    ids: 'X071 X072 X076',
  },
  {
    corpus: 'urls',
    part: 'urls',
    runner: 'unit',
    test: { file: 'test/unit/corpora-urls.test.ts', name: 'is judged as the corpus says' },
    ids: 'U002 U004 U005 U007 U008 U009 U010 U012 U013 U014 U016 U018 U025 U026 U027 U028 U032 U034 U035',
  },
  {
    corpus: 'urls',
    part: 'console',
    runner: 'unit',
    test: {
      file: 'test/browser/hostile-texts.test.ts',
      name: 'leads to the start screen and nowhere else',
    },
    ids: 'U040 U041 U042 U044 U045 U046 U048',
  },
  {
    corpus: 'urls',
    part: 'notifications',
    runner: 'pending',
    ids: `
      U051 U052 U053 U055 U056 U060 U064 U065 U066 U067 U068 U070 U071 U072 U073 U077 U078 U079 U081
      U082 U083 U085 U086 U087
    `,
  },
  {
    // Acknowledged with what the provider expects, 202 where nobody says; the cases say 202.
    corpus: 'urls',
    part: 'webhooks',
    runner: 'unit',
    test: { file: 'packages/server/test/webhooks/corpus-webhooks.test.ts', name: 'U088' },
    ids: 'U088',
  },
  ...[['U089', 'U090'], ['U091'], ['U093'], ['U094'], ['U096']].map(
    (ids): Group => ({
      corpus: 'urls',
      part: 'webhooks',
      runner: 'unit',
      test: { file: 'packages/server/test/webhooks/corpus-webhooks.test.ts', name: `${ids.join(', ')}:` },
      ids: ids.join(' '),
    }),
  ),
  {
    corpus: 'caching',
    part: 'caching',
    runner: 'proxy',
    ids: 'C002 C003 C010 C016 C021 C022 C023 C024',
  },
  {
    // A closed site answers with its page; it sends nobody elsewhere yet.
    corpus: 'caching',
    part: 'redirects',
    runner: 'pending',
    ids: 'C006 C007',
  },
  {
    corpus: 'caching',
    part: 'banner',
    runner: 'unit',
    test: {
      file: 'packages/server/test/rewriting/over-http.test.ts',
      name: 'arrives in the same coding, with the notice',
    },
    ids: 'C012',
  },
  {
    corpus: 'caching',
    part: 'banner',
    runner: 'unit',
    test: {
      file: 'packages/server/test/rewriting/over-http.test.ts',
      name: 'gets the notice without its stylesheet where the policy would block it',
    },
    ids: 'C013',
  },
  {
    corpus: 'caching',
    part: 'banner',
    runner: 'unit',
    test: {
      file: 'packages/server/test/rewriting/over-http.test.ts',
      name: 'cuts a bomb of 1 GB out of 1 MB',
    },
    ids: 'C015',
  },
  {
    corpus: 'caching',
    part: 'forward-auth',
    runner: 'pending',
    ids: 'C029 C033 C034',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/kills.test.ts',
      name: '20 kills of the server: the same mode afterwards, every acknowledged change on record',
    },
    ids: 'F01',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/drills.test.ts',
      name: 'with store, server and sign-in dead, a shell is enough to get in: 3 drills',
    },
    ids: 'F29',
  },
  {
    // Live requests: packages/server/test/proxy/{limits,hostile-upstream}.test.ts.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/webhooks/failing-applications.test.ts',
      name: 'an application that fails in every way gets each webhook at last, in order, and live requests meanwhile',
    },
    ids: 'F22',
  },
  {
    // 20,000 of them in `npm run prove idle-sockets`.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/starving.test.ts',
      name: 'connections that nobody uses keep nobody else from being served',
    },
    ids: 'F23',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/starving.test.ts',
      name: 'with hardly a file left nothing is acknowledged and lost, and it goes on when there is room',
    },
    ids: 'F25',
  },
  {
    // 10,000 in `npm run prove large-webhooks`; bodies that never end and bombs: packages/server/test/webhooks.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/starving.test.ts',
      name: 'webhooks of a megabyte, more than fit into memory, are held or told to come back',
    },
    ids: 'F26',
  },
  {
    // 100,000 in `npm run prove replay`.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/starving.test.ts',
      name: 'a thousand held webhooks are delivered beside live traffic, in the order of their keys',
    },
    ids: 'F27',
  },
  {
    // The same of an application that is asked, in the same file.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/gate/identity-faults.test.ts',
      name: 'that is down, slow, broken or out of date lets nobody in, nor do tokens for others',
    },
    ids: 'F28',
  },
  {
    // Lost owners, late codes and revoked sessions in the same file.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/control/people-who-fail.test.ts',
      name: 'a thousand wrong passwords let nobody in, shut out neither who was there nor who has the host',
    },
    ids: 'F30',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/webhook-steps.test.ts',
      name: 'of accepting webhooks has all that it acknowledged, whole and in order',
    },
    ids: 'F02',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/webhook-steps.test.ts',
      name: 'of delivering them delivers all, in order, and again under the same id',
    },
    ids: 'F03',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/disk-faults.test.ts',
      name: 'is full from its nth write on loses nothing acknowledged, opens nothing and goes on when there is room',
    },
    ids: 'F08',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/disk-faults.test.ts',
      name: 'becomes read-only, may not be written, or fails while it writes or flushes, does so, too',
    },
    ids: 'F09',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/disk-faults.test.ts',
      name: 'cut off in their last record reads as it was before it or with it',
    },
    ids: 'F10',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/disk-faults.test.ts',
      name: 'of other bits than were written opens no site, passes no false record and delivers nothing else',
    },
    ids: 'F11',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/disk-faults.test.ts',
      name: 'gone, empty, no files, or older ones of the state keeps the site shut',
    },
    ids: 'F12',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/gate/slow-flush.test.ts',
      name: 'lets the acknowledgement of webhooks wait, and no visitor; nothing is lost once it has',
    },
    ids: 'F13',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/clock-faults.test.ts',
      name: 'jumps, stands in 1970 or 2038, or runs slow or fast changes no mode, loses no lease and revives no pass',
    },
    ids: 'F14',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/clock-faults.test.ts',
      name: 'take a pass once, and open once, when the clock of their store says so',
    },
    ids: 'F15',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/gate/older-data.test.ts',
      name: 'leaves all servers at the stricter state, though it is the same store, until somebody decides',
    },
    ids: 'F18',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-lost-leases.test.ts',
      name: 'one that wakes up with a lost lease lets no write through',
    },
    ids: 'F04 F05',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-lost-leases.test.ts',
      name: 'a rolling restart of all during a switch lets no write through and reverts nothing',
    },
    ids: 'F07',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-faults.test.ts',
      name: 'the mode stays and no change is lost',
    },
    ids: 'F16',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-faults.test.ts',
      name: 'a server that is cut off and keeps its state is never covered by "enforced", for longer than its lease',
    },
    ids: 'F17',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-faults.test.ts',
      name: 'two operators that switch in opposite directions are told who won, and three servers agree',
    },
    ids: 'F21',
  },
  {
    // Those of workers, fleets and stores in job-gate, join-fleet, listen and redis-store.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/gate/test/adapters/failing-hooks.test.ts',
      name: 'nothing opens, the process lives, and what works again is followed',
    },
    ids: 'F06',
  },
  {
    // FLUSHALL, a restart without a file, a promoted replica and real evictions in the same file.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/store/test/redis-lost.test.ts',
      name: 'stays closed whichever it is, for who was there and who comes anew, and goes on once somebody decides',
    },
    ids: 'F19',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/store/test/store-faults.test.ts',
      name: 'keeps its mode while that is or gives what is %s, and follows again afterwards',
    },
    ids: 'F20',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/switching-faults.test.ts',
      name: 'what waits in a pipeline when a switch comes is judged by it, and a body that nobody read is no request',
    },
    ids: 'F24',
  },
  {
    // Yesterday’s backup in older-data.test.ts; servers of both versions at once: npm run prove versions.
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'packages/server/test/gate/earlier-version.test.ts',
      name: 'stays shut, has every record in its place, and is switched on and off from there',
    },
    ids: 'F31',
  },
  {
    corpus: 'faults',
    part: 'faults',
    runner: 'unit',
    test: {
      file: 'test/integration/attacked-faults.test.ts',
      name: 'adversarial cases reach nothing more while servers are killed, stopped and cut off from their store',
    },
    ids: 'F32',
  },
];

const gaps: Readonly<Record<string, KnownGap>> = {
  T005: {
    expected: 'fails',
    reason:
      'The case counts a pass as a path only. Here a pass may also say who somebody is, and the trusted network is then the path: two different credentials.',
    shows: /^on record is "POST \/orders", should be nothing$/,
  },
  C023: {
    expected: 'fails',
    reason:
      'The case is wrong: 12 KB of cookies fit the limit of 16 KB for a head, so the request is served.',
    shows:
      /^on record is "GET \/", should be nothing$|^the answer is "HTTP\/1\.1 200 OK; .*", should be (?:431|Cache-Control: no-store)$/,
  },
  G021: {
    expected: 'fails',
    reason:
      'The case speaks of graphql-js. For graphql-java U+2028 ends a comment, so that a document with the word mutation behind one counts as a write.',
    shows: /^on record is nothing, should be it once, as it was sent \(answer 503\)$/,
  },
  W043: {
    expected: 'fails',
    reason: 'Inside an application an event stream that is open when the site is closed goes on.',
    shows: Object.fromEntries(
      insideNames.map((name) => [
        name,
        /^the stream is open 1 s after the site was closed, should have ended$/,
      ]),
    ),
  },
};

export const manifest: readonly Entry[] = groups.flatMap((group) =>
  group.ids
    .trim()
    .split(/\s+/)
    .map((id): Entry => {
      const { corpus, part } = group;
      if (group.runner === 'unit') return { corpus, id, part, runner: 'unit', test: group.test };
      if (group.runner === 'pending') return { corpus, id, part, runner: 'pending' };
      return { corpus, id, part, runner: 'proxy', gap: gaps[id] ?? null };
    }),
);

/** Ids that have a gap without being run: a list that nobody reads. */
export const idleGaps: readonly string[] = Object.keys(gaps).filter(
  (id) => !manifest.some((entry) => entry.id === id && entry.runner === 'proxy'),
);
