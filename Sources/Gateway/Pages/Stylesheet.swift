// table: a style sheet.

/// The one style sheet of our pages, inline in each: a page is whole with one answer, and the security
/// policy names the sheet's hash, so that no other style is applied. Nothing moves, nothing is loaded.
/// Colours stand at the top, for light and dark; a test computes their contrast.
enum Stylesheet {
    static let text: StaticString = """
        :root {
          color-scheme: light dark;
          --page: #f3f4f7; --card: #ffffff; --edge: #e1e4ea;
          --ink: #15181e; --soft: #565e6b; --line: #828b99;
          --accent: #3147b8; --accent-deep: #263899; --on-accent: #ffffff;
          --alert: #a8201a; --alert-card: #fdf1f0; --alert-edge: #f0c9c6;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #0e1116; --card: #171b22; --edge: #282e38;
            --ink: #e8eaee; --soft: #a2abb9; --line: #6f7a8a;
            --accent: #a9b7ff; --accent-deep: #c3cdff; --on-accent: #10163a;
            --alert: #ffb3ac; --alert-card: #2b1716; --alert-edge: #5c2b28;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center;
          padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink);
          font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue",
            "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC",
            "WenQuanYi Micro Hei", sans-serif;
          overflow-wrap: anywhere;
        }
        header, main { width: 100%; max-width: 25rem; }
        header {
          display: flex; align-items: center; justify-content: center; gap: .625rem;
          margin-top: auto; padding-bottom: 1.5rem; font-weight: 600; letter-spacing: -.005em;
        }
        header svg, header img { display: block; flex: none; width: auto; height: 1.75rem; max-width: 10rem; }
        header svg { color: var(--accent); }
        main {
          margin-bottom: auto; padding: 2rem; background: var(--card);
          border: 1px solid var(--edge); border-radius: 1rem;
        }
        h1 {
          margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em;
          text-wrap: balance;
        }
        h2 { margin: 0; font-size: 1.0625rem; line-height: 1.35; font-weight: 600; }
        :lang(zh) :is(h1, h2, header) { letter-spacing: 0; }
        p, dl { margin: .75rem 0 0; color: var(--soft); }
        strong { color: var(--ink); font-weight: 600; }
        .kicker { margin: 0 0 .375rem; font-size: .875rem; }
        .alert {
          margin-top: 1.25rem; padding: .75rem .875rem; color: var(--alert);
          background: var(--alert-card); border: 1px solid var(--alert-edge); border-radius: .625rem;
        }
        form { margin: 0; }
        label { display: block; margin: 1.25rem 0 .375rem; font-size: .9375rem; font-weight: 600; }
        input {
          display: block; width: 100%; min-height: 2.875rem; padding: .5rem .875rem;
          font: inherit; color: inherit; background: var(--card);
          border: 1px solid var(--line); border-radius: .625rem;
        }
        input[aria-invalid] { border-color: var(--alert); }
        button, .button {
          display: block; width: 100%; min-height: 2.875rem; margin-top: 1.5rem; padding: .625rem 1rem;
          font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
          color: var(--on-accent); background: var(--accent);
          border: 1px solid transparent; border-radius: .625rem;
        }
        button:hover, .button:hover { background: var(--accent-deep); }
        .plain { color: var(--accent); background: transparent; border-color: var(--line); }
        .plain:hover { color: var(--accent-deep); background: transparent; border-color: currentColor; }
        .button + form button, .button + .plain, form + .button { margin-top: .75rem; }
        .notice {
          margin-top: 1.25rem; padding: .75rem .875rem; color: var(--ink);
          background: var(--page); border: 1px solid var(--edge); border-radius: .625rem;
        }
        ul { list-style: none; margin: 1.5rem 0 0; padding: 0; }
        li { padding: 1.25rem 0; border-top: 1px solid var(--edge); }
        li:last-child { padding-bottom: 0; }
        li dl { display: grid; grid-template-columns: auto 1fr; gap: .125rem 1rem; font-size: .9375rem; }
        li dt { font-size: inherit; }
        li dd { margin: 0; font-weight: 400; }
        li button { margin-top: 1rem; }
        .badge { margin: .25rem 0 0; color: var(--accent); font-size: .875rem; font-weight: 600; }
        section { margin-top: 2rem; padding-top: 1.75rem; border-top: 1px solid var(--edge); }
        dt { font-size: .875rem; }
        dd { margin: 0 0 .75rem; color: var(--ink); font-weight: 600; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        input:focus-visible { outline-offset: -1px; border-color: transparent; }
        @media (max-width: 30rem) {
          body { padding: 1.25rem 0 0; background: var(--card); }
          header { margin-top: 0; padding: 0 1.25rem 1rem; justify-content: flex-start; }
          main { margin-bottom: 0; padding: 1rem 1.25rem 2rem; border: 0; border-radius: 0; }
        }

        """
}
