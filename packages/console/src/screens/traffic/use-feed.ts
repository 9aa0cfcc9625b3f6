import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { followEvents } from '../../api/live-events.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import {
  countAfter,
  emptyFeed,
  type Feed,
  type FeedBatch,
  type FeedFilter,
  mostRows,
  parseBatch,
  ratePerSecond,
  rowsAfter,
} from './feed.ts';

/** A few times in a second is what eyes can follow, whatever comes. */
const drawMs = 400;

export interface LiveFeed extends Feed {
  readonly perSecond: number;
  /** How many came since the rows stand still. */
  readonly waiting: number;
  readonly isLoading: boolean;
  /** Why the list could not be read; what comes is followed all the same. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** The newest decisions, as they come. While it is held, rows stay and counts go on. */
export function useFeed(filter: FeedFilter, isHeld: boolean): LiveFeed {
  const api = useApi();
  const { client, site } = api;
  const queryClient = useQueryClient();
  const { kind, search } = filter;
  const [feed, setFeed] = useState<Feed>(emptyFeed);
  const [perSecond, setPerSecond] = useState(0);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const pending = useRef<FeedBatch[]>([]);
  // What a timer draws by; it is not started anew for every key that is typed.
  const now = useRef({ filter, isHeld });
  useEffect(() => {
    now.current = { filter: { kind, search }, isHeld };
  }, [kind, search, isHeld]);

  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['decisions', { kind, search }],
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/decisions', {
          params: {
            path: { site },
            query: { limit: mostRows, ...(kind && { kind }), ...(search !== '' && { search }) },
          },
          signal,
        }),
      ),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

  useEffect(() => {
    if (data !== undefined) setFeed((before) => ({ ...before, rows: data.decisions }));
  }, [data]);

  useEffect(() => {
    const leaving = new AbortController();
    void followEvents({
      api,
      queryClient,
      only: ['decisions'],
      signal: leaving.signal,
      onEvent({ type, data: text }) {
        const batch = type === 'decisions' ? parseBatch(text) : null;
        if (batch !== null) pending.current.push(batch);
      },
    });
    const draw = () => {
      const batches = pending.current;
      const at = Date.now();
      const held = now.current.isHeld;
      const number = batches.at(-1)?.number;
      // What is held is dropped: a sample it is anyway, and the newest come when it goes on.
      pending.current = [];
      setFeed((before) => {
        const counted = number === undefined ? before : countAfter(before, number, at);
        setPerSecond(ratePerSecond(counted, at));
        if (held || number === undefined) return counted;
        const rows = rowsAfter(
          counted.rows,
          batches.flatMap(({ decisions }) => decisions),
          now.current.filter,
        );
        return { ...counted, rows };
      });
    };
    const timer = setInterval(draw, drawMs);
    return () => {
      clearInterval(timer);
      leaving.abort();
    };
  }, [api, queryClient]);

  useEffect(() => {
    setFeed((before) => {
      setHeldAt(isHeld ? before.number : null);
      return before;
    });
  }, [isHeld]);

  return useMemo(
    () => ({
      ...feed,
      perSecond,
      waiting: heldAt === null ? 0 : Math.max(0, feed.number - heldAt),
      isLoading: isPending,
      error,
      retry: () => void refetch(),
    }),
    [feed, perSecond, heldAt, isPending, error, refetch],
  );
}
