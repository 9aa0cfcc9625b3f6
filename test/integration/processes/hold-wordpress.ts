import { startWordpress } from '../../support/wordpress/start-wordpress.ts';

// Says where its WordPress is, and waits to be ended by force.
const { url, folder } = await startWordpress();
process.stdout.write(JSON.stringify({ url, folder }));
