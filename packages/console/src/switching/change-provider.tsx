import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
} from 'react';
import type { paths } from '../api/control-api.d.ts';
import type { TurnOn } from '../api/schema.ts';
import { answerOf, useApi } from '../api/site-api.ts';
import { statusQuery } from '../api/status-queries.ts';
import { useAnnouncer } from '../components/announcer.tsx';
import { areaTitle } from '../texts/localized.ts';
import { useTexts } from '../texts/texts-context.tsx';
import {
  type Change,
  changeAfter,
  isUnderWay,
  noChange,
  type StoredSwitch,
  type WhatChanges,
} from './change-progress.ts';
import { type EndOfChange, endOfChange } from './end-of-change.ts';
import { nameOfChange } from './name-of-change.ts';

type TurnOff = paths['/v1/sites/{site}/off']['post']['requestBody']['content']['application/json'];
type TurnProduction =
  paths['/v1/sites/{site}/production/on']['post']['requestBody']['content']['application/json'];
type TurnedOn = paths['/v1/sites/{site}/on']['post']['responses'][200]['content']['application/json'];

interface Changing {
  readonly change: Change;
  /** Rejects with an ApiError; then nothing was changed, as far as the server answered. */
  readonly turnOn: (body: TurnOn) => Promise<Pick<TurnedOn, 'lockOut' | 'pass'>>;
  readonly turnOff: (body: TurnOff) => Promise<void>;
  readonly turnProduction: (production: boolean, body: TurnProduction) => Promise<void>;
  readonly dismiss: () => void;
}

const ChangingContext = createContext<Changing | null>(null);

/** How often the status is asked for while a change is under way; one host is done in well under 250 ms. */
const followMs = 400;

/** The one change that is under way, whatever screen asked for it: every screen shows the same. */
export function ChangeProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const api = useApi();
  const { texts, language } = useTexts();
  const { announce } = useAnnouncer();
  const queryClient = useQueryClient();
  const [change, dispatch] = useReducer(changeAfter, noChange);
  const { data: status } = useQuery(statusQuery(api));

  useEffect(() => {
    if (status !== undefined) dispatch({ kind: 'status', status, at: Date.now() });
  }, [status]);

  // Nothing is to be seen of a request alone, unless it waits for databases.
  const isFollowed = isUnderWay(change) && (change.kind === 'stored' || status?.stillness != null);
  useEffect(() => {
    if (!isFollowed) return;
    const timer = setInterval(() => queryClient.invalidateQueries({ queryKey: ['status'] }), followMs);
    return () => clearInterval(timer);
  }, [isFollowed, queryClient]);

  useAnnouncedChange(change, (what, come) => {
    const name = nameOfChange(what, texts);
    const { announceStored, announceEnforced, announceSettled, ends } = texts.change;
    if (come === 'stored') announce(announceStored(name));
    else if (come === 'enforced') announce(announceEnforced(name));
    else announce(announceSettled(name, ends[come]));
  });

  const carryOut = useCallback(
    async function carryOut<Result extends { readonly switch: StoredSwitch }>(
      what: WhatChanges,
      request: () => Promise<Result>,
    ): Promise<Result> {
      dispatch({ kind: 'asked', ...what, at: Date.now() });
      try {
        const result = await request();
        dispatch({ kind: 'stored', switch: result.switch, at: Date.now() });
        return result;
      } catch (error) {
        dispatch({ kind: 'refused' });
        throw error;
      } finally {
        void queryClient.invalidateQueries({ queryKey: ['status'] });
        void queryClient.invalidateQueries({ queryKey: ['production'] });
      }
    },
    [queryClient],
  );

  const changing = useMemo<Changing>(() => {
    const params = { path: { site: api.site } };
    return {
      change,
      turnOn(body) {
        const others = Object.entries(body.areas ?? {}).filter(([, own]) => own !== body.mode);
        const areas = queryClient.getQueryData(statusQuery(api).queryKey)?.areas ?? [];
        const except = others.map(([area]) => areaTitle({ areas }, area, language.tag));
        return carryOut({ mode: body.mode, except, production: null }, () =>
          answerOf(api.client.POST('/v1/sites/{site}/on', { params, body })),
        );
      },
      async turnOff(body) {
        await carryOut({ mode: 'open', except: [], production: null }, () =>
          answerOf(api.client.POST('/v1/sites/{site}/off', { params, body })),
        );
      },
      async turnProduction(production, body) {
        const mode = queryClient.getQueryData(statusQuery(api).queryKey)?.switch.mode ?? 'open';
        await carryOut({ mode, except: [], production }, () =>
          answerOf(
            production
              ? api.client.POST('/v1/sites/{site}/production/on', { params, body })
              : api.client.POST('/v1/sites/{site}/production/off', { params, body }),
          ),
        );
      },
      dismiss: () => dispatch({ kind: 'dismissed' }),
    };
  }, [change, api, carryOut, queryClient, language]);

  return <ChangingContext value={changing}>{children}</ChangingContext>;
}

/** How far a change has come, for who listens. */
type Come = 'stored' | 'enforced' | EndOfChange;

/** Says what came of a change, not each time an instance confirms. */
function useAnnouncedChange(change: Change, say: (what: WhatChanges, come: Come) => void): void {
  const said = useRef('');
  useEffect(() => {
    if (change.kind !== 'stored') return;
    const come = howFar(change);
    const news = `${change.storedAt} ${come}`;
    if (said.current === news) return;
    said.current = news;
    say(change, come);
  });
}

function howFar(change: Extract<Change, { kind: 'stored' }>): Come {
  const { enforcedAt, settledAt, beyond, production, mode, except } = change;
  if (enforcedAt === null) return 'stored';
  if (settledAt === null || beyond === null || production !== null) return 'enforced';
  return endOfChange(beyond, mode === 'open' && except.length === 0);
}

export function useChanging(): Changing {
  const changing = use(ChangingContext);
  if (changing === null) throw new Error('Expected a ChangeProvider around.');
  return changing;
}
