/** An event on its way, as the page of the demo's providers has it in JSON. */
export interface ShownDelivery {
  readonly id: string;
  readonly about: string;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly attempts: readonly { readonly status: number | null }[];
}

export interface DemoProviders {
  /** The newest first. */
  deliveries(): Promise<readonly ShownDelivery[]>;
  /** Presses a button of their page. Throws when it was not taken. */
  press(path: string): Promise<void>;
}

/** Those who call the shop of a demo, found by what it said. */
export function demoProviders(output: string): DemoProviders {
  const [, url] = /^The providers +(\S+)/m.exec(output) ?? [];
  if (url === undefined) throw new Error(`Expected the demo to say where its providers are:\n${output}`);
  return {
    async deliveries() {
      const answer: unknown = await (await fetch(new URL('deliveries.json', url))).json();
      return (answer as { readonly deliveries: readonly ShownDelivery[] }).deliveries;
    },
    async press(path) {
      const { status } = await fetch(new URL(path, url), { method: 'POST', redirect: 'manual' });
      if (status !== 303) throw new Error(`Expected POST ${path} to be answered with 303, got ${status}.`);
    },
  };
}
