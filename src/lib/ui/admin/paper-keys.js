// A number typed for a question takes the cursor to the next field; Backspace in an empty one takes it back. Without this
// script the fields are gone through with Tab.
document.addEventListener('input', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.classList.contains('key')) return;
  if (/^[1-589]$/.test(target.value)) step(target, 1);
});

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  if (!(target instanceof HTMLInputElement) || !target.classList.contains('key')) return;
  const isBack = key === 'ArrowUp' || (key === 'Backspace' && target.value === '');
  if (!isBack && key !== 'ArrowDown') return;
  event.preventDefault();
  step(target, isBack ? -1 : 1);
});

/** @param {HTMLInputElement} from @param {number} by */
function step(from, by) {
  const fields = [...(from.form?.elements ?? [])].filter(
    (field) => field instanceof HTMLElement && field.tabIndex >= 0
  );
  const next = fields[fields.indexOf(from) + by];
  if (!(next instanceof HTMLElement)) return;
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
}
