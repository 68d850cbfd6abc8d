"""QR codes (ISO/IEC 18004) as SVG, for templates to place."""

import io

import segno

# Characters of an address. At 24 mm beside a telephone number its modules are then 0.4 mm wide: a phone reads them.
LONGEST = 200


def qr(address: str) -> str:
    """The address as an SVG with its quiet zone of 4 modules, error level M or better; empty for no address.

    Raises:
        ValueError: it is longer than `LONGEST` characters, or not ASCII.
    """
    if not address:
        return ""
    if len(address) > LONGEST or not address.isascii():
        raise ValueError(f"no address for a QR code (at most {LONGEST} ASCII characters): {address[:80]!r}")
    drawn = io.BytesIO()
    # A plain white ground, so that neither a watermark nor coloured paper shines through.
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=4, light="white", xmldecl=False, nl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()


def whole_text(text: str) -> str:
    """A text of any length as an SVG for a whole page, in bytes of UTF-8; empty where no code holds it.

    Error level L: at 120 mm the modules of the largest code are 0.65 mm wide.
    """
    try:
        code = segno.make_qr(text.encode(), error="l", mode="byte", boost_error=False)
    except segno.DataOverflowError:
        return ""
    drawn = io.BytesIO()
    code.save(
        drawn, kind="svg", border=4, light="white", xmldecl=False, nl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
