/** Why an edit cannot be made; never leaves this folder. */
export class Refusal extends Error {}

/** Gives up on an edit; the reason is a clause for people, without a full stop. Throws always. */
export function refuse(reason: string): never {
  throw new Refusal(reason);
}
