// A page about work that goes on elsewhere: looks again every two seconds, while somebody looks at it.

const EVERY_MS = 2000;

setInterval(() => {
  if (document.visibilityState === "visible") location.reload();
}, EVERY_MS);
