import './switch.css';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { settingsQuery } from '../../api/settings-query.ts';
import { useApi } from '../../api/site-api.ts';
import { statusQuery } from '../../api/status-queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { SwitchForm } from './switch-form.tsx';

/** The mode, what visitors are told, and when it ends; nothing happens before it is confirmed. */
export function SwitchScreen(): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const status = useQuery(statusQuery(api));
  const settings = useQuery(settingsQuery(api));
  const [round, setRound] = useState(0);
  const error = status.error ?? settings.error;
  return (
    <div className="stack stack-wide">
      <div>
        <h1>{texts.switch.title}</h1>
        <p className="quiet">{texts.switch.lead}</p>
      </div>
      {status.data === undefined || settings.data === undefined ? (
        error === null ? (
          <Skeleton lines={12} />
        ) : (
          <ErrorNotice
            error={error}
            onRetry={() => {
              void status.refetch();
              void settings.refetch();
            }}
          />
        )
      ) : (
        <SwitchForm
          key={round}
          status={status.data}
          settings={settings.data}
          onStartAnew={() => setRound(round + 1)}
        />
      )}
    </div>
  );
}
