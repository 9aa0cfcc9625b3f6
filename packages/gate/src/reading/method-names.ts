/**
 * Zope, and so Plone, takes the method that it calls from the name of a parameter and appends it to the path
 * (`HTTPRequest.processInputs`): `?manage_main:method=1`, `?:method=manage_main`. Types may stand behind it, and the place
 * of a click (`:method.x`).
 */
export function methodsInName(name: string, value: string): readonly string[] {
  const parts = name.split(':');
  const methods: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index === 0 || !marks.test(part)) continue;
    const method = parts.slice(0, index).join(':');
    methods.push(method === '' ? value : method);
  }
  return methods;
}

const marks = /^(?:default_)?(?:method|action)(?:\.[xy])*$/i;
