import { replaceEqualDeep } from '@tanstack/react-query';
import { useRef } from 'react';

/** Data as it was, all the parts of it that say the same: what is made of those need not be made again. */
export function useSame<Data>(data: Data): Data {
  const kept = useRef(data);
  kept.current = replaceEqualDeep(kept.current, data);
  return kept.current;
}
