import { createServer } from 'node:net';
import { DemoProblem } from './demo-problem.ts';
import type { PortVariable } from './read-options.ts';

/** Asked before anything is started: a port that is taken would show only after PostgreSQL and the shop run. */
export async function checkPort(name: PortVariable, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(new DemoProblem(describe(name, port, error.code))),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

function describe(name: PortVariable, port: number, code = 'unknown error'): string {
  const other = `${name}=${port < 65_526 ? port + 10 : port - 10} npm start`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program. Choose another port: ${other}`;
  if (code === 'EACCES')
    return `This user may not listen on port ${port}. Choose one from 1024 on: ${name}=8090 npm start`;
  return `Port ${port} cannot be used (${code}). Choose another port: ${other}`;
}
