// Fetches the page again every five seconds, and when its window is shown again, and replaces the parts that have
// changed. What was opened, focused or typed stays. Without this script the page shows the same, as of when it was loaded.
'use strict';
(() => {
  const EVERY = 5000;
  const PATIENCE = 15000;
  const pause = document.getElementById('pause');
  const refreshed = document.getElementById('refreshed');
  const summary = document.getElementById('summary');
  let paused = false;

  const opened = (part) => new Map([...part.querySelectorAll('details[id]')].map((one) => [one.id, one.open]));

  const replace = (old, now) => {
    if (old.dataset.html === now.innerHTML) {
      return;
    }
    const html = now.innerHTML;
    const open = opened(old);
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focus && [...old.querySelectorAll('a, button, summary, [tabindex]')].indexOf(focus);
    const left = [...old.querySelectorAll('.wide')].map((one) => one.scrollLeft);
    old.replaceChildren(...[...now.childNodes].map((one) => document.adoptNode(one)));
    old.dataset.html = html;
    old.querySelectorAll('details[id]').forEach((one) => {
      one.open = open.has(one.id) ? open.get(one.id) : one.open;
    });
    old.querySelectorAll('.wide').forEach((one, n) => { one.scrollLeft = left[n] || 0; });
    if (focus) {
      const next = old.querySelectorAll('a, button, summary, [tabindex]')[place];
      if (next) {
        next.focus({ preventScroll: true });
      }
    }
  };

  const refresh = async () => {
    const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) {
      throw new Error(`${answer.status} ${answer.statusText}`);
    }
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (paused) {
      return;
    }
    for (const old of document.querySelectorAll('[data-live]')) {
      const now = next.getElementById(old.id);
      if (now) {
        replace(old, now);
      }
    }
    const said = next.getElementById('summary');
    if (summary.textContent !== said.textContent) {
      summary.textContent = said.textContent;
      summary.className = said.className;
      document.title = next.title;
    }
    refreshed.replaceChildren(...next.getElementById('refreshed').childNodes);
    document.documentElement.classList.remove('lost');
  };

  let timer;
  let busy = false;

  const loop = async () => {
    clearTimeout(timer);
    if (!busy && !paused && document.visibilityState === 'visible') {
      busy = true;
      try {
        await refresh();
      } catch (e) {
        if (!document.documentElement.classList.contains('lost')) {
          document.documentElement.classList.add('lost');
          summary.textContent = `Not refreshed since ${refreshed.textContent.replace('As of ', '')}: ${e.message}`;
          summary.className = 'summary trouble';
        }
      } finally {
        busy = false;
      }
    }
    timer = setTimeout(loop, EVERY);
  };

  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.textContent = paused ? 'Go on' : 'Pause';
    loop();
  });
  document.addEventListener('visibilitychange', loop);
  timer = setTimeout(loop, EVERY);
})();
