import type { ReactNode } from 'react';
import type { Insiders } from '../../api/schema.ts';
import { Panel } from '../../components/panel.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

/** So many are listed; more would push everything else away. */
const shownSubjects = 12;

/** The second credential: where somebody comes from, or by which name. */
export function PathsPanel({ insiders: data }: { readonly insiders: Insiders }): ReactNode {
  const { insiders } = useScreenTexts();
  const { networks, adminHosts, proxies, addressHeader, allowedSubjects, allowedWrite } = data;
  return (
    <Panel title={insiders.pathsTitle} lead={insiders.pathsLead}>
      <Part title={insiders.networks} nothing={insiders.noNetworks}>
        {networks.map(({ name, cidr }) => (
          <li key={`${name} ${cidr}`}>
            {name} <code>{cidr}</code>
          </li>
        ))}
      </Part>
      <Part title={insiders.adminHosts} nothing={insiders.noAdminHosts}>
        {adminHosts.map((host) => (
          <li key={host}>
            <code>{host}</code>
          </li>
        ))}
      </Part>
      <Part title={insiders.proxies} nothing={insiders.noProxies}>
        {proxies.map((proxy) => (
          <li key={proxy}>
            <code>{proxy}</code>
          </li>
        ))}
        {proxies.length > 0 && (
          <li key="header" className="quiet">
            {insiders.believed(addressHeader)}
          </li>
        )}
      </Part>
      <Part title={insiders.subjects} nothing={insiders.noSubjects}>
        {allowedSubjects.slice(0, shownSubjects).map((subject) => (
          <li key={subject} className="break">
            {subject}
          </li>
        ))}
        {allowedSubjects.length > shownSubjects && (
          <li key="more">{insiders.moreSubjects(allowedSubjects.length - shownSubjects)}</li>
        )}
        {allowedSubjects.length > 0 && (
          <li key="may" className="quiet">
            {allowedWrite ? insiders.subjectsWrite : insiders.subjectsRead}
          </li>
        )}
      </Part>
    </Panel>
  );
}

interface PartProps {
  readonly title: string;
  readonly nothing: string;
  readonly children: readonly (ReactNode | readonly ReactNode[])[];
}

function Part({ title, nothing, children }: PartProps): ReactNode {
  const isEmpty = children.flat().every((child) => child === false || child === null);
  return (
    <div>
      <h3>{title}</h3>
      {isEmpty ? <p className="quiet">{nothing}</p> : <ul>{children}</ul>}
    </div>
  );
}
