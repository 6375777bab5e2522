"""What the Python clients have in common: counting what was seen, and saying it on the last line."""


class Checks:
    def __init__(self):
        self.count = 0

    def equal(self, found, expected):
        assert found == expected, f"expected {expected!r}, found {found!r}"
        self.count += 1

    def done(self, what):
        print(f"{self.count} {what}")


# Text of one to four bytes a character, and what JSON has to escape.
TEXT = 'A"\\\n活动周 é 😀'
