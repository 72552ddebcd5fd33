"""Runs ministack, the local AWS, with what it lacks and the system needs."""

import patches
from ministack.app import main

patches.install()

if __name__ == "__main__":
    main()
