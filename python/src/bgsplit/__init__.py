"""bgsplit, a program for Node.js, as a Python package: see `bgsplit.__main__`."""
