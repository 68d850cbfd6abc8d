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
