"""Whether something failed because memory was refused, in whatever words it was told.

Standard library only: the processes that open strangers' files and draw PDFs ask it too.
"""

from __future__ import annotations

import errno


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether `error`, or what it came from, is the end of the memory.

    Parts written in C do not always say `MemoryError`: some return nothing and name no error, which
    Python calls a `SystemError`, and the system's own calls answer with a number.
    """
    while error is not None:
        if isinstance(error, (MemoryError, SystemError)):
            return True
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return True
        error = error.__cause__ or error.__context__
    return False
