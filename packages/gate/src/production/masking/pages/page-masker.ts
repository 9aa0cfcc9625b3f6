import { ByteList, KeptBytes, noBytes } from '../byte-list.ts';
import { exceptionName } from '../exception-name.ts';
import { type Masker, mostErrorBytes } from '../masker.ts';
import { escapeMarkup, type Masking } from '../masking.ts';
import { textOfPage } from '../readable-text.ts';
import { createMarkerSearch, type MarkerSearch } from './marker-search.ts';
import { type MessageShape, type PageMarker, pageMarkers } from './page-markers.ts';

/** A message of PHP with its trace; what is longer is no message. */
const mostShapedBytes = 65_536;
/** As much as tells whether something is put into the middle of a tag. */
const seenBefore = 512;

/** Takes debug output out of pages that answer with a status of success; everything else goes on as it comes. */
export function createPageMasker(masking: Masking): Masker {
  const masker = new PageMasker(masking);
  return {
    contentType: null,
    isDone: false,
    write: (chunk) => masker.read(chunk, false),
    end: () => masker.read(noBytes, true),
  };
}

class PageMasker {
  readonly #masking: Masking;
  readonly #search: MarkerSearch;
  readonly #output = new ByteList();
  /** Read, but not judged yet. */
  #held: Uint8Array = noBytes;
  /** Of which the page is in the middle. */
  #marker: PageMarker | null = null;
  #original = new KeptBytes(mostErrorBytes);
  #isTold = false;
  /** The last that went on. */
  #before = '';

  constructor(masking: Masking) {
    this.#masking = masking;
    this.#search = createMarkerSearch(pageMarkers(masking.errors));
  }

  read(chunk: Uint8Array, isWhole: boolean): Uint8Array {
    let bytes = chunk;
    if (this.#held.length > 0) {
      const list = new ByteList();
      list.add(this.#held);
      list.add(chunk);
      bytes = list.take();
      this.#held = noBytes;
    }
    let rest: Uint8Array | null = bytes;
    while (rest !== null)
      rest = this.#marker === null ? this.#find(rest, isWhole) : this.#take(this.#marker, rest, isWhole);
    return this.#output.length === 0 ? noBytes : this.#output.take();
  }

  /** Returns what is to be read on; null when there is nothing now. */
  #find(bytes: Uint8Array, isWhole: boolean): Uint8Array | null {
    const text = decode(bytes);
    const found = this.#search.find(text, isWhole);
    if (found === null) {
      const free = isWhole ? bytes.length : bytes.length - this.#search.unfinished(text);
      this.#pass(bytes.subarray(0, free), text);
      this.#held = bytes.subarray(free);
      return null;
    }
    const { marker, index } = found;
    this.#pass(bytes.subarray(0, index), text);
    this.#marker = marker;
    if (marker.shape !== null) return bytes.subarray(index);
    this.#original.add(bytes.subarray(index, index + marker.text.length));
    return bytes.subarray(index + marker.text.length);
  }

  #pass(bytes: Uint8Array, text: string): void {
    this.#output.add(bytes);
    this.#before = `${this.#before}${text.slice(Math.max(0, bytes.length - seenBefore), bytes.length)}`.slice(
      -seenBefore,
    );
  }

  #take(marker: PageMarker, bytes: Uint8Array, isWhole: boolean): Uint8Array | null {
    if (marker.shape !== null) return this.#takeShaped(marker, marker.shape, bytes, isWhole);
    const { until, takesUntil } = marker;
    const found = until === null ? -1 : decode(bytes).indexOf(until);
    if (until !== null && found !== -1) {
      const end = takesUntil ? found + until.length : found;
      this.#original.add(bytes.subarray(0, end));
      this.#say(marker);
      return bytes.subarray(end);
    }
    // The end may have begun.
    const free = isWhole || until === null ? bytes.length : Math.max(0, bytes.length - until.length + 1);
    this.#original.add(bytes.subarray(0, free));
    this.#held = bytes.subarray(free);
    if (isWhole) this.#say(marker);
    return null;
  }

  /** Held until it shows what it is: somebody may write of warnings in bold, too. */
  #takeShaped(
    marker: PageMarker,
    shape: MessageShape,
    bytes: Uint8Array,
    isWhole: boolean,
  ): Uint8Array | null {
    const text = decode(bytes.subarray(0, mostShapedBytes));
    const until = marker.until ?? '';
    const found = text.indexOf(until, marker.text.length);
    if (found === -1 && !isWhole && bytes.length < mostShapedBytes) {
      this.#held = bytes;
      return null;
    }
    const end = found === -1 ? text.length : found + until.length;
    if (found === -1 ? shape.torn.test(text) : shape.whole.test(text.slice(0, end))) {
      this.#original.add(bytes.subarray(0, end));
      this.#say(marker);
      return bytes.subarray(end);
    }
    this.#pass(bytes.subarray(0, marker.text.length), text);
    this.#marker = null;
    return bytes.subarray(marker.text.length);
  }

  /** What was taken out is reported, and the first of it gives way to a notice. */
  #say({ until }: PageMarker): void {
    const { isCut } = this.#original;
    const original = this.#original.take();
    this.#original = new KeptBytes(mostErrorBytes);
    this.#marker = null;
    if (this.#isTold) return;
    this.#isTold = true;
    const name = exceptionName(textOfPage(decode(original)));
    const { text } = this.#masking.tell({ channel: 'page', name, original, isCut });
    // Whatever was open could hide the notice. Where the page goes on, closing it would break the rest.
    const closing = until === null ? '</script></style></textarea></title>' : '';
    const leaving = /<[a-z/!][^<>]*$/i.test(this.#before) ? `'">` : '';
    this.#output.add(
      new TextEncoder().encode(`${leaving}${closing}<p role="alert">${escapeMarkup(text)}</p>`),
    );
  }
}

/** One character for each byte. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
