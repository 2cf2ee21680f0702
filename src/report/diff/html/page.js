'use strict';

// The page can be read without this: it filters the changes and walks through them by keys.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const form = document.getElementById('filter');
  if (!form) {
    return;
  }

  // What is shown of each change, and what of it the filter looks at.
  const changes = data.environments.flatMap((environment, at) =>
    environment.changes.flatMap((change, number) => {
      const element = document.getElementById(`change-${at}-${number}`);
      // A page that would be too large leaves out changes.
      return !element ? [] : {
        element,
        environment: String(at),
        kind: change.object.kind,
        risk: change.risk,
        text: element.textContent.toLowerCase(),
      };
    }),
  );
  const text = document.getElementById('text');
  const kind = document.getElementById('kind');
  const environment = document.getElementById('environment');
  const count = document.getElementById('count');

  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const risks = new Set([...form.querySelectorAll('[name=risk]:checked')].map((box) => box.value));
    let shown = 0;
    for (const change of changes) {
      const fits =
        risks.has(change.risk) &&
        (!kind.value || kind.value === change.kind) &&
        (!environment?.value || environment.value === change.environment) &&
        words.every((word) => change.text.includes(word));
      change.element.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll('.environment')) {
      section.hidden = !section.querySelector('.change:not([hidden])');
    }
    count.textContent = `${shown} of ${changes.length} changes`;
  };

  const visible = () => changes.filter((change) => !change.element.hidden);
  const openAll = (open) => {
    for (const change of visible()) {
      change.element.open = open;
    }
  };

  // Moves the focus to another change: the next one, or the one before.
  const move = (step) => {
    const summaries = visible().map((change) => change.element.querySelector('summary'));
    const at = summaries.indexOf(document.activeElement);
    const next = at < 0 && step < 0 ? summaries.length - 1 : at + step;
    const summary = summaries[Math.min(Math.max(next, 0), summaries.length - 1)];
    summary?.focus();
    summary?.scrollIntoView({ block: 'nearest' });
  };

  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const { activeElement } = document;
    if (event.key === 'Escape' && activeElement === text) {
      text.value = '';
      filter();
      move(1);
    } else if (activeElement?.matches('input, select, textarea')) {
      return;
    } else if (event.key === '/') {
      text.focus();
      text.select();
    } else if (event.key === 'j' || (event.key === 'ArrowDown' && activeElement?.matches('.change > summary'))) {
      move(1);
    } else if (event.key === 'k' || (event.key === 'ArrowUp' && activeElement?.matches('.change > summary'))) {
      move(-1);
    } else {
      return;
    }
    event.preventDefault();
  };

  // A link to a change, as the drawing has them, shows and opens it.
  const follow = () => {
    const target = changes.find((change) => `#${change.element.id}` === location.hash)?.element;
    if (target) {
      target.hidden = false;
      target.closest('.environment').hidden = false;
      target.open = true;
      target.querySelector('summary').focus();
    }
  };

  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', filter);
  // The fields have their first values again only after the event.
  form.addEventListener('reset', () => setTimeout(filter));
  document.getElementById('open').addEventListener('click', () => openAll(true));
  document.getElementById('close').addEventListener('click', () => openAll(false));
  document.addEventListener('keydown', keys);
  addEventListener('hashchange', follow);
  addEventListener('beforeprint', () => openAll(true));
  filter();
  follow();
})();
