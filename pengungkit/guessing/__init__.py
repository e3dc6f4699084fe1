"""What the name of a file and of its folder suggest about a document. Only ever a proposal.

Nothing here is stored: a page shows a guess as a guess until a person saves it.
"""

from pengungkit.guessing.codes import CodeBook
from pengungkit.guessing.names import Guess, guess


__all__ = ["CodeBook", "Guess", "guess"]
