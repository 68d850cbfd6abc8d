"""`python -m kokoroe`: the same as the command `kokoroe`."""

import sys

from kokoroe.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
