// What a page looks like, measured where it is drawn; each answer is a list of faults in words.
window.looks = (() => {
  const words = (node) => (node.textContent || "").trim().replace(/\s+/g, " ").slice(0, 60);
  const hidden = (node) => node.closest(".skip, .cards thead") !== null;
  const overlap = (a, b) => [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];

  // Elements that stand out of the window, but for what can be pushed along inside a table's own region.
  function beyond() {
    const wide = document.documentElement.clientWidth;
    const faults = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
    for (const node of document.body.querySelectorAll("*")) {
      if (hidden(node) || node.closest("svg svg, svg *") || node.parentElement.closest(".table-wrap")) continue;
      const box = node.getBoundingClientRect();
      if (box.width && (box.left < -1 || box.right > wide + 1)) faults.push(`${node.tagName}: ${words(node)}`);
    }
    return faults;
  }

  // Names of rows that stay in place and leave no room for what is pushed along under them.
  function crowding() {
    const names = [...document.querySelectorAll(".table-wrap tbody th")].filter((name) => getComputedStyle(name).position === "sticky");
    return names.filter((name) => name.offsetWidth > 0.6 * name.closest(".table-wrap").clientWidth && name.closest("tr").cells.length > 1).map((name) => `no room beside ${words(name)}`);
  }

  // Lines of text outside drawings that lie on one another; a line's box is taller than its letters by half.
  function covered() {
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.data.trim() || hidden(node.parentElement) || node.parentElement.closest("svg, nav")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const trim = box.height / 4;
        if (box.width > 1) lines.push({ node, left: box.left, right: box.right, top: box.top + trim, bottom: box.bottom - trim, frame: node.parentElement.closest(".table-wrap") });
      }
    }
    lines.sort((a, b) => a.top - b.top);
    const faults = [];
    lines.forEach((one, at) => {
      for (let next = at + 1; next < lines.length && lines[next].top < one.bottom; next++) {
        const other = lines[next];
        // In a region that is pushed along, what lies beyond its edge is not seen, and the names of rows stay in place.
        if (one.frame || other.frame ? one.frame !== other.frame || one.frame.scrollWidth > one.frame.clientWidth : false) continue;
        const [across, down] = overlap(one, other);
        if (across > 1 && down > 1) faults.push(`"${words(one.node)}" and "${words(other.node)}"`);
      }
    });
    return faults;
  }

  // The words of a drawing are outlines: groups that scale glyphs of a hundred units to the em.
  const written = (drawing) => [...drawing.querySelectorAll("g[transform*='scale(']")].filter((group) => group.querySelector("use"));

  function drawings() {
    const faults = [];
    for (const drawing of document.querySelectorAll("svg.drawing")) {
      const sheet = drawing.getBoundingClientRect(), name = drawing.getAttribute("aria-label").slice(0, 50);
      const boxes = written(drawing).map((group) => group.getBoundingClientRect());
      boxes.forEach((one, at) => {
        if (one.left < sheet.left - 1 || one.right > sheet.right + 1 || one.top < sheet.top - 1 || one.bottom > sheet.bottom + 1) faults.push(`${name}: words leave the sheet`);
        for (const other of boxes.slice(at + 1)) {
          const [across, down] = overlap(one, other);
          if (across > 1 && down > 1.5) faults.push(`${name}: words on words`);
        }
      });
    }
    return faults;
  }

  // The size of the smallest words of any drawing, in pixels.
  const smallest = () => Math.min(...[...document.querySelectorAll("svg.drawing")].flatMap((drawing) => written(drawing).map((group) => Math.abs(group.getScreenCTM().a) * 100)));

  // Figures that a line's end parts.
  const parted = () => [...document.querySelectorAll("data")].filter((one) => /^\D{0,4}[\d.,]+\D{0,2}$/.test(words(one)) && new Set([...one.getClientRects()].map((box) => Math.round(box.top))).size > 1).map(words);

  // Contrast is a matter of kinds, not of rows: three rows of each table tell as much as all of them.
  const shorten = () => document.querySelectorAll("tbody tr:nth-child(n+4):not(.total):not(.marked), svg.drawing *").forEach((one) => one.remove());

  return { beyond, crowding, covered, drawings, smallest, parted, shorten };
})();
