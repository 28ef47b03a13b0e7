"""A demonstration of Loa for a test: started, signed in to as a person would, written for."""

import os
import re
import subprocess
import threading

import lxml.html
import requests

PASSWORD = "loa-dung-thu-2022"
PATIENCE_S = 60


class Demonstration:
    """`loa demo` of the program that LOA_BIN names; goes when the block ends."""

    def __enter__(self):
        command = [os.environ["LOA_BIN"], "demo", "--listen", "127.0.0.1:0", "--lang", "en"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        late = threading.Timer(PATIENCE_S, self.process.kill)
        late.start()
        told = ""
        for line in self.process.stderr:
            told += line
            if "Ready" in line:
                break
        late.cancel()
        found = re.search(r"http://127\.0\.0\.1:\d+", told)
        if not found or "Ready" not in told:
            self.process.kill()
            raise RuntimeError(f"the demonstration did not start: {told}")
        self.address = found[0]
        # Nobody reads on, and a full pipe would hold the program.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)

    def signed_in(self, login):
        """A session of a sample person."""
        session = requests.Session()
        session.headers["Origin"] = self.address
        fields = {"ten": login, "mat-khau": PASSWORD}
        answer = session.post(f"{self.address}/dang-nhap", data=fields, timeout=PATIENCE_S)
        assert not answer.url.endswith("/dang-nhap"), f"{login} is not let in"
        return session

    def _filled(self, session, path, button=None, **fields):
        """Fills the form of a page whose action holds what `button` presses, and sends it as a browser does."""
        page = lxml.html.fromstring(session.get(self.address + path, timeout=PATIENCE_S).text)
        wanted = [form for form in page.forms if form.action not in ("/dang-xuat",) and (button is None or form.xpath(f".//button[@value='{button}']"))]
        form = wanted[0]
        sent = dict(form.form_values())
        sent.update({name.replace("_", "-"): value for name, value in fields.items()})
        if button:
            sent["viec"] = button
        kind = {"files": {name: (None, value) for name, value in sent.items()}} if form.get("enctype") else {"data": sent}
        answer = session.post(self.address + form.action, timeout=PATIENCE_S, **kind)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    def published(self, title, lead, body, language="vi"):
        """An article that one person wrote and another one let out; gives its page in the newsroom."""
        writer, desk = self.signed_in("canbo"), self.signed_in("dieuphoi")
        saved = self._filled(writer, "/toa-soan/moi", tieu_de=title, tom_tat=lead, noi_dung=body, tieng=language)
        page = saved.url.removeprefix(self.address)
        for session, act in [(writer, "submit"), (desk, "approve"), (desk, "publish")]:
            self._filled(session, page, act)
        return page

    def corrected(self, page, told, **fields):
        """The same article put right."""
        writer, desk = self.signed_in("canbo"), self.signed_in("dieuphoi")
        self._filled(writer, page, "correct")
        self._filled(writer, f"{page}/sua", **fields)
        self._filled(writer, page, "submit")
        self._filled(desk, page, "approve")
        self._filled(desk, page, "publish", nhan_xet=told)

    def calendar(self, login):
        """The private address of a person's calendar, got as a person gets it."""
        answer = self.signed_in(login).post(f"{self.address}/lich/dong-bo", timeout=PATIENCE_S)
        return re.search(r"http://127\.0\.0\.1:\d+/lich/[^\s\"<]+\.ics", answer.text)[0]
