import { useSignal } from '@preact/signals';

/** For how long "Copied" is said, in milliseconds. */
const COPIED_MS = 2000;

/** A piece of code with its title, to copy. */
export function Snippet({ title, code }: { title: string; code: string }) {
  const copied = useSignal(false);
  // Browsers have no clipboard for pages that came by plain HTTP from another machine.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copy = async () => {
    await clipboard?.writeText(code);
    copied.value = true;
    setTimeout(() => (copied.value = false), COPIED_MS);
  };
  return (
    <figure class="snippet">
      <figcaption>
        {title}
        {clipboard !== undefined && (
          <button type="button" class="tool" aria-label={`Copy: ${title}`} onClick={() => void copy()}>
            {copied.value ? 'Copied' : 'Copy'}
          </button>
        )}
      </figcaption>
      <pre tabIndex={0} aria-label={title}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
