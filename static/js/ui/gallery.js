// Open a picture large in a dialog; without this its link opens the picture itself.

/** Serve every gallery of the page. */
export function startGalleries(root) {
  for (const gallery of root.querySelectorAll("[data-gallery]")) {
    const dialog = gallery.querySelector("[data-lightbox]");
    const large = gallery.querySelector("[data-large]");
    gallery.addEventListener("click", (event) => {
      const slide = event.target.closest("a[data-slide]");
      const zoom = event.target.closest("a[data-zoom]");
      if (slide) {
        event.preventDefault();
        const item = document.getElementById(slide.hash.slice(1));
        item.parentElement.scrollTo({ left: item.offsetLeft - item.parentElement.offsetLeft });
      } else if (zoom && dialog?.showModal) {
        event.preventDefault();
        large.src = zoom.href;
        large.alt = zoom.querySelector("img").alt;
        dialog.showModal();
      }
    });
  }
}
