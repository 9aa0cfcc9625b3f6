export { type ConfigInput, defineConfig } from './config/define-config.ts';
export { type Config, type ParseConfigOptions, parseConfig } from './config/parse-config.ts';
export { type ControlClient, createControlClient } from './control/control-client.ts';
export { controlSocketPath } from './control/entrance/control-socket-path.ts';
export { createLogger, type Logger } from './observe/logger.ts';
export { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';
