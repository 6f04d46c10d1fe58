// Says how many dots are left while a ballot is filled in. Without it the server says so.
for (const form of document.querySelectorAll(".ballot[data-dots]")) {
  const left = form.querySelector(".ballot__left");
  const tell = () => {
    const given = [...form.querySelectorAll(".ballot__dots")].reduce((sum, field) => sum + (Number(field.value) || 0), 0);
    const rest = Number(form.dataset.dots) - given;
    left.textContent = left.dataset.text.replace("{n}", rest);
    left.toggleAttribute("data-over", rest < 0);
  };
  form.addEventListener("input", tell);
  tell();
}
