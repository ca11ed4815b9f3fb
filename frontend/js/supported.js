// Says before anything is drawn that scripts run, so that what opens with a script does not show open first.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
