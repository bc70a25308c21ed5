"""Files that mean harm, made when a test needs them."""

import io
import struct
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

NOT_A_PHOTOGRAPH: dict[str, bytes] = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "fits": b"SIMPLE  =                    T" + b" " * 2850,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "icns": b"icns\x00\x00\x00\x10ic07\x00\x00\x00\x08",
    "psd": b"8BPS\x00\x01" + b"\x00" * 7 + b"\x03" + b"\x00\x00\x00\x09" * 2 + b"\x00\x08\x00\x03",
    "m3u8": b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/secret\n",
    "zip": b"PK\x03\x04" + b"\x00" * 40,
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 60,
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "jpeg in name only": b"\xff\xd8\xff\xe0" + b"not a picture at all" * 20,
}


def png_of(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes that declares, and decodes to, a huge flat picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    packer = zlib.compressobj(9)
    row = b"\x00" + b"\x00" * (width * 4)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def openable() -> dict[str, bytes]:
    """Return sound pictures of forms that Pillow can read and that are not taken."""
    made = {}
    for form in ("GIF", "BMP", "TIFF", "EPS", "ICNS", "PCX", "PPM", "TGA", "ICO", "SGI"):
        target = io.BytesIO()
        Image.new("RGB", (128, 128), "teal").save(target, form)
        made[form] = target.getvalue()
    made["PSD"] = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 4, 4, 8, 3) + bytes(12)
    made["PSD"] += bytes(2) + bytes(48)
    cards = ("SIMPLE  =                    T", "BITPIX  =                    8",
             "NAXIS   =                    2", "NAXIS1  =                    4",
             "NAXIS2  =                    4", "END")  # fmt: skip
    made["FITS"] = "".join(card.ljust(80) for card in cards).ljust(2880).encode() + bytes(2880)
    return made


def declared_png(width: int, height: int) -> bytes:
    """Return a PNG of 60 bytes that declares a size and holds nothing."""
    whole = png_of(1, 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return whole[:16] + header + crc + whole[33:]


def moving_webp() -> bytes:
    """Return a WebP of two frames."""
    target = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), tone) for tone in ("red", "blue")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    return target.getvalue()


def _open_action(paper: pikepdf.Pdf) -> None:
    paper.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _name_tree_script(paper: pikepdf.Pdf) -> None:
    script = paper.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    paper.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def _launch(paper: pikepdf.Pdf) -> None:
    paper.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def _launch_link(paper: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    paper.pages[0].obj.Annots = Array([paper.make_indirect(link)])


def _link_doing(kind: pikepdf.Object, **more: object) -> Callable[[pikepdf.Pdf], None]:
    """Return what lays a link over the page that does something of a kind."""

    def lay(paper: pikepdf.Pdf) -> None:
        action = Dictionary(S=kind, **more)
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
        paper.pages[0].obj.Annots = Array([paper.make_indirect(link)])

    return lay


def _annotation(kind: pikepdf.Object) -> Callable[[pikepdf.Pdf], None]:
    """Return what lays something that plays or opens over the page."""

    def lay(paper: pikepdf.Pdf) -> None:
        seen = Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([0, 0, 9, 9]))
        paper.pages[0].obj.Annots = Array([paper.make_indirect(seen)])

    return lay


def _chained(paper: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    goto = Dictionary(S=Name.GoTo, D=Array([paper.pages[0].obj, Name.Fit]), Next=Array([script]))
    paper.Root.OpenAction = goto


def _calculating_field(paper: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("event.value = 1"))
    box = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), Rect=Array([0, 0, 9, 9]),
        AA=Dictionary(C=script),
    )  # fmt: skip
    own = paper.make_indirect(box)
    paper.pages[0].obj.Annots = Array([own])
    paper.Root.AcroForm = Dictionary(Fields=Array([own]))


def _associated(paper: pikepdf.Pdf) -> None:
    stream = paper.make_indirect(pikepdf.Stream(paper, b"MZ"))
    spec = Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=Dictionary(F=stream))
    paper.Root.AF = Array([paper.make_indirect(spec)])


def _attachment(paper: pikepdf.Pdf) -> None:
    paper.attachments["x.exe"] = b"MZ"


def _xfa(paper: pikepdf.Pdf) -> None:
    paper.Root.AcroForm = Dictionary(XFA=String("<xdp/>"), Fields=Array([]))


ACTIVE: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "open action": (_open_action, "pdf_active"),
    "script by name": (_name_tree_script, "pdf_active"),
    "launch on opening a page": (_launch, "pdf_active"),
    "launch by a link": (_launch_link, "pdf_active"),
    "script after a harmless step": (_chained, "pdf_active"),
    "script of a form field": (_calculating_field, "pdf_active"),
    "sending a form": (_link_doing(Name.SubmitForm, F=String("http://127.0.0.1:1/")), "pdf_active"),
    "reading data in": (_link_doing(Name.ImportData, F=String("x.fdf")), "pdf_active"),
    "another file": (_link_doing(Name.GoToR, F=String("x.pdf")), "pdf_active"),
    "a file inside": (_link_doing(Name.GoToE), "pdf_active"),
    "playing something": (_link_doing(Name.Rendition), "pdf_active"),
    "a sound": (_link_doing(Name.Sound), "pdf_active"),
    "file behind a pin": (_annotation(Name.FileAttachment), "pdf_attachment"),
    "rich media": (_annotation(Name.RichMedia), "pdf_attachment"),
    "a screen": (_annotation(Name.Screen), "pdf_attachment"),
    "a body in space": (_annotation(Name("/3D")), "pdf_attachment"),
    "associated file": (_associated, "pdf_attachment"),
    "embedded file": (_attachment, "pdf_attachment"),
    "XFA form": (_xfa, "pdf_xfa"),
}


def active_pdf(kind: str, *, is_packed: bool) -> bytes:
    """Return a PDF that does something, with its objects in the open or in packed streams."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    ACTIVE[kind][0](paper)
    mode = pikepdf.ObjectStreamMode.generate if is_packed else pikepdf.ObjectStreamMode.disable
    target = io.BytesIO()
    paper.save(target, object_stream_mode=mode, compress_streams=is_packed)
    return target.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that opens without a password but forbids changes."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    target = io.BytesIO()
    paper.save(target, encryption=pikepdf.Encryption(owner="secret", user=""))
    return target.getvalue()


def secret_pdf() -> bytes:
    """Return a PDF that nobody opens without its password."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    target = io.BytesIO()
    paper.save(target, encryption=pikepdf.Encryption(owner="secret", user="secret", R=6))
    return target.getvalue()


def long_pdf(pages: int) -> bytes:
    """Return a PDF of many empty pages."""
    paper = pikepdf.new()
    for _ in range(pages):
        paper.add_blank_page(page_size=(200, 200))
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def escaped_pdf() -> bytes:
    """Return a sound PDF whose script hides behind names written with #xx escapes."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R /Open#41ction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /S /J#61va#53cript /#4a#53 (app.alert\\(1\\)) >>",
    )
    written, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 5\n0000000000 65535 f \n"
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return written + table + tail
