"""`python -m planlint`."""

import sys

from planlint.cli import main

if __name__ == "__main__":
    sys.exit(main())
