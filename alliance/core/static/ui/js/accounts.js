// A passkey that was cancelled or not found is said in words; allauth's own scripts only write to the console.
document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-failed]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});
