// Open pictures large in a dialog, with keys, fingers and zoom; without this each link opens the
// picture itself.

const LARGEST = 4;
const STEP = 1.5;
const SWIPE = 60;
const DOUBLE_TAP = 300;

/** Serve every gallery of the page. */
export function startGalleries(root) {
  for (const gallery of root.querySelectorAll("[data-gallery]")) {
    const dialog = gallery.querySelector("[data-lightbox]");
    const links = [...gallery.querySelectorAll("a[data-zoom]")];
    const open = dialog?.showModal ? startLightbox(dialog, links) : null;
    gallery.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const slide = event.target.closest("a[data-slide]");
      const zoom = event.target.closest("a[data-zoom]");
      if (slide) {
        event.preventDefault();
        const item = document.getElementById(slide.hash.slice(1));
        item.parentElement.scrollTo({ left: item.offsetLeft - item.parentElement.offsetLeft });
      } else if (zoom && open) {
        event.preventDefault();
        open(links.indexOf(zoom));
      }
    });
  }
}

/** Make a dialog turn the pages of its links; return the function that opens it at one. */
function startLightbox(dialog, links) {
  const large = dialog.querySelector("[data-large]");
  const stage = dialog.querySelector("[data-stage]");
  let here = 0;
  let opener = null;
  let zoom = 1;

  /** Zoom in or out, so that the middle of what is seen stays in the middle. */
  function zoomTo(wanted) {
    const before = zoom;
    zoom = Math.min(Math.max(wanted, 1), LARGEST);
    const middle = [
      (stage.scrollLeft + stage.clientWidth / 2) / before,
      (stage.scrollTop + stage.clientHeight / 2) / before,
    ];
    large.style.setProperty("--zoom", zoom);
    stage.scrollLeft = middle[0] * zoom - stage.clientWidth / 2;
    stage.scrollTop = middle[1] * zoom - stage.clientHeight / 2;
    dialog.querySelector("[data-less]").disabled = zoom === 1;
    dialog.querySelector("[data-more]").disabled = zoom === LARGEST;
  }

  function show(index) {
    here = (index + links.length) % links.length;
    const link = links[here];
    const picture = link.querySelector("img");
    large.src = link.href;
    large.alt = picture.alt;
    const told = dialog.dataset.counter.replace("{n}", here + 1).replace("{all}", links.length);
    dialog.querySelector("[data-count]").textContent = told;
    const caption = link.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
    dialog.querySelector("[data-caption]").textContent = caption || picture.alt;
    zoomTo(1);
  }

  const keys = {
    ArrowLeft: () => show(here - 1),
    ArrowRight: () => show(here + 1),
    Home: () => show(0),
    End: () => show(links.length - 1),
    "+": () => zoomTo(zoom * STEP),
    "=": () => zoomTo(zoom * STEP),
    "-": () => zoomTo(zoom / STEP),
    0: () => zoomTo(1),
  };
  const pan = {
    ArrowLeft: [-80, 0],
    ArrowRight: [80, 0],
    ArrowUp: [0, -80],
    ArrowDown: [0, 80],
  };

  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // An enlarged picture is moved by the arrows; pages are turned by the buttons then.
    if (zoom > 1 && pan[event.key]) stage.scrollBy(...pan[event.key]);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.turn) show(here + Number(button.dataset.turn));
    else if ("more" in button.dataset) zoomTo(zoom * STEP);
    else if ("less" in button.dataset) zoomTo(zoom / STEP);
  });
  dialog.addEventListener("close", () => {
    large.removeAttribute("src");
    (opener ?? links[here]).focus();
  });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(zoom * (event.deltaY < 0 ? STEP : 1 / STEP));
  }, { passive: false });
  startFingers(stage, {
    zoom: () => zoom,
    zoomTo,
    turn: (step) => links.length > 1 && show(here + step),
  });

  return (index) => {
    opener = links[index];
    show(index);
    dialog.showModal();
    zoomTo(1);
    dialog.querySelector("[data-turn='1']")?.focus();
  };
}

/** One finger moves or turns, two pinch, two taps enlarge. */
function startFingers(stage, { zoom, zoomTo, turn }) {
  const fingers = new Map();
  let began = null;
  let tapped = 0;

  const apart = () => {
    const [one, two] = [...fingers.values()];
    return Math.hypot(one.x - two.x, one.y - two.y);
  };

  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    began = { x: event.clientX, y: event.clientY, zoom: zoom(), apart: 0 };
    if (fingers.size === 2) began.apart = apart();
  });
  stage.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2 && began.apart) zoomTo((began.zoom * apart()) / began.apart);
    else if (fingers.size === 1) stage.scrollBy(last.x - event.clientX, last.y - event.clientY);
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || fingers.size || event.type === "pointercancel") return;
    const moved = [event.clientX - began.x, event.clientY - began.y];
    const isStill = Math.hypot(...moved) < 10;
    if (began.apart) {
      tapped = 0;
    } else if (isStill && event.timeStamp - tapped < DOUBLE_TAP) {
      zoomTo(zoom() > 1 ? 1 : 2);
      tapped = 0;
    } else if (isStill) {
      tapped = event.timeStamp;
    } else if (zoom() === 1 && Math.abs(moved[0]) > SWIPE) {
      turn(moved[0] < 0 ? 1 : -1);
    }
  };
  stage.addEventListener("pointerup", lift);
  stage.addEventListener("pointercancel", lift);
}
