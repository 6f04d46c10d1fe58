// A passkey that was cancelled or not found is said in words; allauth's own scripts only write to the console.
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-failed]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});

// Each block of data names the ceremony of allauth that it is for; its scripts have run by now, because modules come last.
for (const block of document.querySelectorAll("script[data-ceremony]")) {
  window.allauth.webauthn.forms[block.dataset.ceremony](JSON.parse(block.textContent));
}
