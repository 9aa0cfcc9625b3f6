import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Insiders, Status } from '../../api/schema.ts';
import { useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { ModeMark } from '../../components/mode-mark.tsx';
import { areaTitle } from '../../texts/localized.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { insidersQuery } from '../insiders/insiders-query.ts';
import type { SectionProps } from './section-props.ts';

/** What the preset calls the part that people work in, as its policy names it. */
const backend = 'backend';

interface UsualMaintenanceProps extends SectionProps {
  readonly status: Pick<Status, 'areas' | 'preset'>;
}

/**
 * What maintenance means to those who know it as a module of Odoo: the backend is closed, administrators and a group keep
 * working, the website goes on. One press, and the draft says so.
 */
export function UsualMaintenance({ status, draft, onChange }: UsualMaintenanceProps): ReactNode {
  const { texts, language } = useTexts();
  const { switch: words } = texts;
  if (status.preset !== 'odoo' || !status.areas.some(({ name }) => name === backend)) return null;
  const title = areaTitle(status, backend, language.tag);
  const isChosen = draft.mode === 'open' && draft.areas[backend] === 'closed';
  return (
    <section className="usual-maintenance stack" aria-labelledby="usual-maintenance">
      <div>
        <h3 id="usual-maintenance">{words.maintenanceOf('Odoo')}</h3>
        <p>{words.maintenanceHelp(title)}</p>
      </div>
      <KeepsWorking />
      <div>
        <Button
          aria-pressed={isChosen}
          onClick={() => onChange({ mode: 'open', areas: { ...draft.areas, [backend]: 'closed' } })}
        >
          <ModeMark mode="closed" />
          {isChosen ? words.onlyAreaChosen(title) : words.onlyArea(title)}
        </Button>
      </div>
    </section>
  );
}

/** By the groups of the policy; nothing while they are not known. */
function KeepsWorking(): ReactNode {
  const { texts, format } = useTexts();
  const { switch: words } = texts;
  const { data } = useQuery({ ...insidersQuery(useApi()), refetchInterval: false });
  if (data === undefined) return null;
  const admin = roleOf(data, 'admin');
  const allowed = groupsOf(roleOf(data, 'allowed'));
  const support = groupsOf(roleOf(data, 'support'));
  const named = (groups: readonly string[]) => format.either(groups.map(words.group));
  return (
    <div>
      <h4>{words.keepsWorking}</h4>
      <ul className="usual-people">
        <li>{words.odooAdmins}</li>
        {allowed.length > 0 && <li className="break">{words.membersOf(named(allowed))}</li>}
        {support.length > 0 && <li className="break">{words.membersLook(named(support))}</li>}
      </ul>
      <p className="quiet">{admin?.mayWriteAlone ? words.byRoleAlone : words.byTwoChecks}</p>
    </div>
  );
}

type RoleOf = Insiders['roles'][number];

function roleOf({ roles }: Insiders, wanted: RoleOf['role']): RoleOf | undefined {
  return roles.find(({ role }) => role === wanted);
}

function groupsOf(role: RoleOf | undefined): readonly string[] {
  return (role?.fromSaid ?? []).flatMap((said) => (said.code === 'role-by-group' ? said.values.groups : []));
}
