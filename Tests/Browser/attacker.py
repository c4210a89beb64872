"""Another site, which sends forms to the gateway or frames its pages."""

import html
import http.server
import threading


class Attacker:
    """Serves one page on a free port of the loopback interface."""

    def __init__(self):
        self.page = ""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = outer.page.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, host):
        return f"http://{host}:{self.port}/"

    def show_form(self, action, fields):
        """A form that its visitor's first click anywhere sends."""
        inputs = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in fields.items())
        self.page = (
            f'<!doctype html><form method="post" action="{html.escape(action)}">{inputs}'
            "<button>Win a prize</button></form>")

    def show_frame(self, address):
        self.page = f'<!doctype html><iframe width="500" height="500" src="{html.escape(address)}"></iframe>'

    def show_image(self, address):
        self.page = f'<!doctype html><img src="{html.escape(address)}" alt="">'
