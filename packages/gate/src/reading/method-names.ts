/**
 * Zope, and so Plone, takes the method that it calls from the name of a parameter and appends it to the path
 * (`HTTPRequest.processInputs`): `?manage_main:method=1`, `?:method=manage_main`. Types may stand behind it, and the place
 * of a click (`:method.x`). The first of several is the one that counts.
 */
export function methodsInName(name: string, value: string): readonly string[] {
  return [strict, byDefault].flatMap((mark) => {
    const end = name.search(mark);
    return end === -1 ? [] : [end === 0 ? value : name.slice(0, end)];
  });
}

const strict = /:(?:method|action)(?:\.[xy])*(?=:|$)/i;
const byDefault = /:default_(?:method|action)(?:\.[xy])*(?=:|$)/i;
