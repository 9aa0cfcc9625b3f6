import { writeSync } from 'node:fs';
import { loadSecret } from '@portcullis/store/host';

const [directory = ''] = process.argv.slice(2);
const { current } = await loadSecret({ directory, create: true });
writeSync(1, `${Buffer.from(current).toString('hex')}\n`);
