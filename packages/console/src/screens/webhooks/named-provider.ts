/** Whether the policy says whose webhook it is: `generic` says nothing to whoever reads it. */
export function isNamed(provider: string | null): provider is string {
  return provider !== null && provider !== 'generic';
}
