"""Sets papers in a process of its own, which ends when there is nothing to do.

typst keeps its fonts, and what it has laid out, in memory: 180 MiB after a long paper. A server that makes a
few papers a day shall not hold that, so this program is started for a paper, kept while papers keep coming,
and dropped. It is run by `kokoroe.papers.render` as a plain script and imports nothing of kokoroe.

A request is `>HqI`, the lengths of the template's path and of the data around the paper's time in Unix
seconds, then both as UTF-8. The answer is `>?I` and either the PDF or a JSON list of what is wrong.
"""

import json
import signal
import struct
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
PACKAGE = HERE.parent
REQUEST = struct.Struct(">HqI")
ANSWER = struct.Struct(">?I")
# typst forgets a layout that ten further compilations did not use. It is made to once papers of so many bytes
# (two with 100 people) have come; without forgetting, each of those adds 28 MiB for the next ten. A paper
# that comes again, with another date say, is quick until then.
FORGETTING = 11
ROOM = 100_000


def main() -> None:
    """Answer requests until the input ends."""
    templates = HERE / "templates"
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
    )
    setter = typst.Compiler(str(templates / "blank.typ"), root=str(PACKAGE), font_paths=fonts)
    blank = typst.Compiler(str(templates / "blank.typ"), root=str(PACKAGE), font_paths=fonts)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    kept, last = 0, ""
    while head := source.read(REQUEST.size):
        name_length, seconds, data_length = REQUEST.unpack(head)
        name = source.read(name_length).decode()
        data = source.read(data_length).decode()
        try:
            pdf = setter.compile(
                input=str(PACKAGE / name),
                format="pdf",
                pdf_standards="a-2b",
                sys_inputs={"data": data},
                timestamp=seconds,
            )
            assert isinstance(pdf, bytes)
            done, body = True, pdf
        except typst.TypstError as error:
            done, body = False, json.dumps([error.message, error.diagnostic]).encode()
        sink.write(ANSWER.pack(done, len(body)))
        sink.write(body)
        sink.flush()
        if data != last:
            kept, last = kept + len(data), data
        if kept > ROOM:
            kept, last = 0, ""
            for _ in range(FORGETTING):
                blank.compile(format="pdf", timestamp=0)


if __name__ == "__main__":
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C is for the server; this ends with the server's end of input
    main()
