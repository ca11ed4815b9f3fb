// Small helps on top of pages that work without them.
import { initAll } from "./govuk-frontend.min.js";
import { foldFilters } from "./filters.js";
import { idleWarning } from "./idle.js";
import { plainRadios } from "./radios.js";
import { searchKeys } from "./search.js";

foldFilters();
initAll();
plainRadios();
searchKeys();
idleWarning();
