import type { components } from './control-api.d.ts';

type Schemas = components['schemas'];

export type Mode = Schemas['Mode'];
export type Status = Schemas['Status'];
export type Switch = Schemas['Switch'];
export type Notice = Schemas['Notice'];
export type LocalizedText = Schemas['LocalizedText'];
export type InstanceStanding = Schemas['InstanceStanding'];
export type Traffic = Schemas['Traffic'];
export type LockOutCheck = Schemas['LockOutCheck'];
export type Impact = Schemas['Impact'];
export type TurnOn = Schemas['TurnOn'];
export type Preview = Schemas['Preview'];
export type Problem = Schemas['Problem'];
export type Session = Schemas['Session'];
export type SignInResult = Schemas['SignInResult'];
export type SecondFactorSecret = Schemas['SecondFactorSecret'];
export type StoredSettings = Schemas['StoredSettings'];
export type ControlScope = Schemas['ControlScope'];

export const modes = ['open', 'read-only', 'closed'] as const satisfies readonly Mode[];
