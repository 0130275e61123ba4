"""Letters (.eml) are read without trusting them, and files are known by what they hold."""

from __future__ import annotations

import datetime
import io
import zipfile
from email.message import EmailMessage

import pytest
from PIL import Image

from geo.refusals import Refused
from zoning.attachments import clean_attachment
from zoning.eml import as_attachment, read_letter

RECEIVED = "from a.example by mx.town.example; Mon, 26 Oct 2026 23:50:00 +0200"


def letter(text: str = "Vastustan kaavaa.", *, html: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Aino Esimerkki <aino@x.example>"
    made["Subject"] = "Muistutus: Pajakatu"
    made["Received"] = RECEIVED
    made["Received"] = "from forged; Mon, 26 Oct 2020 00:00:00 +0200"
    if html:
        made.set_content(html, subtype="html")
    else:
        made.set_content(text)
    return made


def test_a_letter_gives_its_text_its_sender_and_when_the_last_server_took_it() -> None:
    made = letter()
    made.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="../../etc/kartta.pdf")
    made.add_attachment(b"MZ\x00", maintype="application", subtype="octet-stream", filename="a.exe")
    read = read_letter("a.eml", made.as_bytes())
    assert (read.name, read.address, read.subject) == ("Aino Esimerkki", "aino@x.example", "Muistutus: Pajakatu")
    assert read.text == "Vastustan kaavaa."
    assert read.taken_at == datetime.datetime.fromisoformat("2026-10-26T23:50:00+02:00")
    assert [each.name for each in read.files] == ["kartta.pdf"], "other kinds stay inside the letter"


def test_words_of_a_page_are_read_and_nothing_of_it_is_run() -> None:
    page = "<html><head><title>x</title></head><body><p>Ensin</p><script>alert(1)</script><p>sitten&amp;</p></body>"
    assert read_letter("a.eml", letter(html=page).as_bytes()).text == "Ensin\nsitten&"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 50,
        b"hello",
        b"\xff\xfe" * 300,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 2000,
    ],
)
def test_what_is_no_letter_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read_letter("a.eml", data)


def test_a_letter_in_an_unknown_alphabet_is_read_all_the_same() -> None:
    data = b"From: a@x.example\nSubject: s\nContent-Type: text/plain; charset=nonsense\n\nhyv\xc3\xa4\n"
    assert read_letter("a.eml", data).text == "hyvä"


def test_the_letter_itself_is_kept_as_it_came() -> None:
    data = letter().as_bytes()
    kept = as_attachment("Muistutus <1>.eml", data)
    assert (kept.name, kept.content, kept.ending) == ("Muistutus 1.eml", data, ".eml")


def office(*names: str, first: bytes = b"") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        if first:
            made.writestr("mimetype", first)
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


def picture(kind: str) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (b"%PDF-1.4", "a.exe", "a.pdf"),
        (office("word/document.xml"), "C:\\kirje.docx", "kirje.docx"),
        (office("content.xml", first=b"application/vnd.oasis.opendocument.text"), "k.odt", "k.odt"),
        ("hyvä".encode(), "teksti.txt", "teksti.txt"),
        (picture("PNG"), "kuva.png", "kuva.jpg"),
    ],
)
def test_files_are_known_by_what_they_hold(data: bytes, name: str, ending: str) -> None:
    assert clean_attachment(name, data).name == ending


def test_pictures_are_made_anew() -> None:
    data = picture("JPEG") + b"<script>hidden</script>"
    assert b"hidden" not in clean_attachment("a.jpg", data).content


@pytest.mark.parametrize("data", [b"", b"MZ\x00\x00", office("xl/workbook.xml"), b"x\x00y", b"PK\x03\x04broken"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        clean_attachment("a.pdf", data)


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(Refused, match="too_large"):
        clean_attachment("a.pdf", b"%PDF-" + b"x" * 10_000_000)
