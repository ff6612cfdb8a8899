"""Why a tool could not be used."""


class ToolboxError(Exception):
    """The place does not answer, refuses, or says nothing usable.

    `said` is ours, for people and models, and repeats nothing secret; `reached` says that the request may have got
    there, so that what was asked for may have happened; `again` that another attempt may help.
    """

    def __init__(self, said: str, *, reached: bool, again: bool = False) -> None:
        super().__init__(said)
        self.said = said
        self.reached = reached
        self.again = again
