import type { ReactNode } from 'react';
import type { HeldContent, HeldWebhook } from '../../api/schema.ts';
import { Copyable } from '../../components/copyable.tsx';
import { Notice } from '../../components/notice.tsx';
import { Fact, Facts } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { AttemptWords } from './attempt-words.tsx';

interface HeldViewProps {
  readonly held: HeldWebhook;
  /** Null = it cannot be decrypted. */
  readonly content: HeldContent | null;
}

/** Who sent what, when, and what became of it: text, whatever it is. */
export function HeldView({ held, content }: HeldViewProps): ReactNode {
  const { webhooks } = useScreenTexts();
  const { id, webhook, state, bytes, receivedAt, lastAttempt, endedAt } = held;
  return (
    <div className="stack stack-wide">
      <Facts>
        <Fact name={webhooks.webhook}>
          <code className="break">{webhook}</code>
        </Fact>
        <Fact name={webhooks.id}>
          <code className="break">{id}</code>
        </Fact>
        <Fact name={webhooks.received}>
          <Time at={receivedAt} isExact hasDistance />
        </Fact>
        <Fact name={webhooks.standing}>{webhooks.states[state]}</Fact>
        <Fact name={webhooks.size}>{webhooks.bytes(bytes)}</Fact>
        <Fact name={webhooks.lastAttempt}>
          {lastAttempt === null ? (
            <span className="nothing">{webhooks.notTried}</span>
          ) : (
            <AttemptWords held={held} />
          )}
        </Fact>
        {endedAt !== null && (
          <Fact name={webhooks.ended}>
            <Time at={endedAt} isExact />
          </Fact>
        )}
      </Facts>
      {content === null ? (
        <Notice kind="mind" title={webhooks.undecryptable}>
          <p>{webhooks.undecryptableHelp}</p>
        </Notice>
      ) : (
        <ContentView content={content} />
      )}
    </div>
  );
}

function ContentView({ content }: { readonly content: HeldContent }): ReactNode {
  const { webhooks } = useScreenTexts();
  const { method, target, headers, isMasked, body, encoding, isCut } = content;
  const lines = headers.map(({ name, value }) => `${name}: ${value ?? '[hidden]'}`);
  return (
    <>
      <section className="stack original" aria-label={webhooks.request}>
        <h3>{webhooks.request}</h3>
        {isMasked && <p className="quiet">{webhooks.isMasked}</p>}
        <Copyable label={webhooks.request} text={[`${method} ${target}`, ...lines].join('\n')} />
      </section>
      <section className="stack original" aria-label={webhooks.body}>
        <h3>{webhooks.body}</h3>
        {body === '' ? (
          <p className="quiet">{webhooks.noBody}</p>
        ) : (
          <>
            {encoding === 'base64' && <p className="quiet">{webhooks.isBase64}</p>}
            {isCut && <p className="quiet">{webhooks.isCut}</p>}
            <Copyable label={webhooks.body} text={body} />
          </>
        )}
      </section>
    </>
  );
}
