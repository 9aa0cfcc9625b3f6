import { type Pass, PortcullisError } from '@portcullis/gate';

export function passTaken(pass: Pass): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_PASS_REFUSED',
    `The id or the token of pass ${pass.id} is stored already; make a new one from fresh random bytes`,
  );
}
