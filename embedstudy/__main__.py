"""``python -m embedstudy``."""

from embedstudy.cli import main

if __name__ == "__main__":
    main()
