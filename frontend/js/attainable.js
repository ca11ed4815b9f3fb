// Small helps on top of pages that work without them.
import { initAll } from "./govuk-frontend.min.js";
import { searchKeys } from "./search.js";

initAll();
searchKeys();
