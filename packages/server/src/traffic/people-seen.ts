import type { Identity } from '@portcullis/gate';
import { keptText } from '@portcullis/gate';

export interface MembersSeen {
  readonly group: string;
  readonly people: number;
}

/** More people than use a business system at once; whoever came first makes room. */
const mostPeople = 2_000;

/** Which of the groups that the policy names the people are in who came lately: a name that nobody is in may be a typing error. */
export class PeopleSeen {
  readonly #groupsOf = new Map<string, readonly string[]>();

  /** Of whom nobody knows the groups nothing is learned. */
  note(identity: Identity | null | undefined): void {
    if (identity == null || identity.subject === null || identity.isUnsure === true) return;
    const { groups = null } = identity;
    if (groups === null || this.#groupsOf.get(identity.subject) === groups) return;
    const subject = keptText(identity.subject, 320);
    this.#groupsOf.set(subject, groups);
    if (this.#groupsOf.size <= mostPeople) return;
    const [first] = this.#groupsOf.keys();
    if (first !== undefined) this.#groupsOf.delete(first);
  }

  get people(): number {
    return this.#groupsOf.size;
  }

  membersOf(groups: readonly string[]): readonly MembersSeen[] {
    const known = [...this.#groupsOf.values()];
    return groups.map((group) => ({
      group,
      people: known.filter((own) => own.includes(group)).length,
    }));
  }
}
