import { createServer } from 'node:net';
import { DemoProblem } from './demo-problem.ts';

/** Asked before anything is started: a port that is taken would show only after PostgreSQL and the shop run. */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(new DemoProblem(describe(port, error.code))),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

function describe(port: number, code = 'unknown error'): string {
  const other = `PORTCULLIS_DEMO_PORT=${port === 8081 ? 8082 : 8081} npm start`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. Choose another port: ${other}`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. Choose one from 1024 on: ${other}`;
  return `Port ${port} cannot be used (${code}). Choose another port: ${other}`;
}
