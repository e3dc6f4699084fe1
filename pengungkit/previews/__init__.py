"""Looking into kept files: previews in the page, small pictures for lists, and weaknesses.

The bytes come from strangers, so they are only ever opened in a child process that has little
memory, little time, no network and no way to write elsewhere (`child`, `confinement`). What it
makes is derived: it is cached below `EVIDENCE_DIR/pratinjau`, may be deleted at any time, and is
no evidence.
"""
