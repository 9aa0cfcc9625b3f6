/** A report that is still on its way to the store when its process is taken off has come by then. */
export const rememberedMs = 60_000;
