// The library only: what filters that came in without a full load leave behind outside of the list.

document.addEventListener("htmx:pushedIntoHistory", () => {
  // The other languages show the same selection.
  for (const link of document.querySelectorAll(".langs a")) link.search = location.search;
});
