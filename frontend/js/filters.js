// On a telephone the filters are folded up, so that the list comes first, unless some are set.

export function foldFilters() {
  if (!window.matchMedia("(max-width: 640px)").matches) return;
  for (const panel of document.querySelectorAll("[data-filters]:not([data-filters-set])")) {
    if (!panel.querySelector(".govuk-error-message")) panel.open = false;
  }
}
