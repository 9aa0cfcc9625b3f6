/** Headers about the body that an app was going to send, which an error takes the place of. */
export const aboutContent: RegExp =
  /^(?:content-(?!security-policy)[a-z-]+|etag|last-modified|accept-ranges|transfer-encoding|trailer)$/i;
