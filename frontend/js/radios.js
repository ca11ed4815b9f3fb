// GOV.UK's script says on a radio button whether what it reveals is open, which ARIA knows on no radio button.

export function plainRadios() {
  for (const radio of document.querySelectorAll('input[type="radio"][aria-controls]')) {
    const strip = () => radio.removeAttribute("aria-expanded");
    strip();
    new MutationObserver(() => radio.hasAttribute("aria-expanded") && strip()).observe(radio, { attributeFilter: ["aria-expanded"] });
  }
}
