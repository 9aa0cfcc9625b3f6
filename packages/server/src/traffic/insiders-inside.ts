import type { Decision, Role } from '@portcullis/gate';
import { keptText } from '@portcullis/gate';

/** Somebody who came through a gate because of who he is. */
export interface Inside {
  readonly subject: string;
  readonly role: Role;
  /** `probe + host admin.example.com`. */
  readonly by: string;
  readonly reads: number;
  readonly writes: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest one. */
  readonly address: string | null;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** More insiders than a team has; whoever was longest away makes room. */
const mostInside = 500;

/** Who came in, by subject and by what; those of the last hour. */
export class InsidersInside {
  readonly #byKey = new Map<string, Mutable<Inside>>();

  note(
    { standing, rule }: Decision,
    {
      at,
      isWrite,
      address,
    }: { readonly at: number; readonly isWrite: boolean; readonly address: string | null },
  ): void {
    const { subject, role } = standing;
    if (subject === null) return;
    const key = `${role} ${rule.detail} ${subject}`;
    let inside = this.#byKey.get(key);
    if (inside === undefined) {
      const by = keptText(rule.detail, 256);
      inside = {
        subject: keptText(subject, 320),
        role,
        by,
        reads: 0,
        writes: 0,
        firstAt: at,
        lastAt: at,
        address,
      };
    } else {
      // Set anew below: the map is in order of who came last.
      this.#byKey.delete(key);
    }
    if (isWrite) inside.writes += 1;
    else inside.reads += 1;
    inside.lastAt = at;
    inside.address = address === null ? null : keptText(address, 64);
    this.#byKey.set(keptText(key, 700), inside);
    if (this.#byKey.size > mostInside) {
      const [oldest] = this.#byKey.keys();
      if (oldest !== undefined) this.#byKey.delete(oldest);
    }
  }

  /** Newest first. */
  since(at: number): readonly Inside[] {
    return [...this.#byKey.values()].filter(({ lastAt }) => lastAt >= at).reverse();
  }
}
