export { createHostState, type HostStateOptions, type WritableHostState } from './create-host-state.ts';
export { checkStateDirectory } from './file-owner.ts';
export { createInstanceMemory, type InstanceMemory, type InstanceMemoryOptions } from './instance-memory.ts';
export { type LoadSecretOptions, loadSecret, type ServerSecret } from './load-secret.ts';
export { parseSecret } from './parse-secret.ts';
