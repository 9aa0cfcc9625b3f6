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
    isDone: () => false,
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
    const page = new ReadText(bytes);
    let at: number | null = 0;
    while (at !== null)
      at =
        this.#marker === null ? this.#find(page, at, isWhole) : this.#take(this.#marker, page, at, isWhole);
    return this.#output.length === 0 ? noBytes : this.#output.take();
  }

  /** Returns from where to read on; null when there is nothing now. */
  #find({ bytes, text }: ReadText, at: number, isWhole: boolean): number | null {
    const found = this.#search.find(text, at, isWhole);
    if (found === null) {
      const end = isWhole ? bytes.length : Math.max(at, bytes.length - this.#search.unfinished(text));
      this.#pass(bytes.subarray(at, end), text, end);
      this.#held = bytes.subarray(end);
      return null;
    }
    const { marker, index } = found;
    this.#pass(bytes.subarray(at, index), text, index);
    if (marker.isInTag && !/<[a-z][^<>]*$/i.test(this.#before)) {
      this.#pass(bytes.subarray(index, index + 1), text, index + 1);
      return index + 1;
    }
    this.#marker = marker;
    if (marker.shape !== null) return index;
    this.#original.add(bytes.subarray(index, index + marker.text.length));
    return index + marker.text.length;
  }

  #pass(bytes: Uint8Array, text: string, end: number): void {
    this.#output.add(bytes);
    const passed = text.slice(Math.max(end - bytes.length, end - seenBefore), end);
    this.#before = `${this.#before}${passed}`.slice(-seenBefore);
  }

  #take(marker: PageMarker, page: ReadText, at: number, isWhole: boolean): number | null {
    if (marker.shape !== null) return this.#takeShaped(marker, marker.shape, { page, at, isWhole });
    const { bytes } = page;
    const { until, takesUntil } = marker;
    const found = until === null ? nowhere : page.next(until, at);
    if (until !== null && found !== nowhere) {
      const end = takesUntil ? found + until.length : found;
      this.#original.add(bytes.subarray(at, end));
      this.#say(marker);
      return end;
    }
    // The end may have begun.
    const end = isWhole || until === null ? bytes.length : Math.max(at, bytes.length - until.length + 1);
    this.#original.add(bytes.subarray(at, end));
    this.#held = bytes.subarray(end);
    if (isWhole) this.#say(marker);
    return null;
  }

  /** Held until it shows what it is: somebody may write of warnings in bold, too. */
  #takeShaped(
    marker: PageMarker,
    shape: MessageShape,
    { page, at, isWhole }: { readonly page: ReadText; readonly at: number; readonly isWhole: boolean },
  ): number | null {
    const { bytes, text } = page;
    const until = marker.until ?? '';
    const most = Math.min(bytes.length, at + mostShapedBytes);
    const end = page.next(until, at + marker.text.length) + until.length;
    const hasEnd = end <= most;
    if (!hasEnd && !isWhole && bytes.length - at < mostShapedBytes) {
      this.#held = bytes.subarray(at);
      return null;
    }
    const isMessage = hasEnd
      ? shape.whole.test(text.slice(at, end))
      : page.next(shape.torn, at) < most && isWhole && most === bytes.length;
    if (isMessage) {
      const taken = hasEnd ? end : most;
      this.#original.add(bytes.subarray(at, taken));
      this.#say(marker);
      return taken;
    }
    const passed = at + marker.text.length;
    this.#pass(bytes.subarray(at, passed), text, passed);
    this.#marker = null;
    return passed;
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

/** Where something is that is not there. */
const nowhere = Number.POSITIVE_INFINITY;

/** What was read, as bytes and as one character for each. What is looked for more than once is looked for once only. */
class ReadText {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly #next = new Map<string | RegExp, number>();

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.text = decode(bytes);
  }

  /** The first of it from there on, `nowhere` = none. A page full of what begins like a message must cost no more. */
  next(sought: string | RegExp, from: number): number {
    const known = this.#next.get(sought);
    if (known !== undefined && known >= from) return known;
    const found = typeof sought === 'string' ? this.text.indexOf(sought, from) : this.#search(sought, from);
    const index = found === -1 ? nowhere : found;
    this.#next.set(sought, index);
    return index;
  }

  #search(sought: RegExp, from: number): number {
    const found = this.text.slice(from).search(sought);
    return found === -1 ? found : from + found;
  }
}

/** One character for each byte. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
