import { ByteList, KeptBytes, noBytes } from '../byte-list.ts';
import { type Masker, mostErrorBytes } from '../masker.ts';
import type { Masking } from '../masking.ts';
import { openingOf } from './xml-opening.ts';
import { maskXmlRpcFault } from './xml-rpc-fault.ts';

/** Masks faults of XML-RPC, which answer with a status of success. Nothing but the start of any other document waits. */
export function createXmlMasker(masking: Masking): Masker {
  let place: 'opening' | 'fault' | 'masked' | 'other' = 'opening';
  const held = new ByteList();
  const fault = new KeptBytes(mostErrorBytes);

  function open(isWhole: boolean): Uint8Array {
    const bytes = held.take();
    const opening = openingOf(bytes);
    if (opening === 'fault') {
      place = 'fault';
      return read(bytes);
    }
    if (opening === 'other' || isWhole) {
      place = 'other';
      return bytes;
    }
    held.add(bytes);
    return noBytes;
  }

  function read(bytes: Uint8Array): Uint8Array {
    fault.add(bytes);
    return fault.isCut ? mask() : noBytes;
  }

  function mask(): Uint8Array {
    place = 'masked';
    return maskXmlRpcFault(fault.take(), masking, fault.isCut);
  }

  const isFault = () => place === 'fault';

  return {
    contentType: null,
    isDone: () => place === 'other',
    write(chunk) {
      if (place === 'other') return chunk;
      if (place === 'masked') return noBytes;
      if (place === 'fault') return read(chunk);
      held.add(chunk);
      return open(false);
    },
    end() {
      const opened = place === 'opening' ? open(true) : noBytes;
      return isFault() ? mask() : opened;
    },
  };
}
