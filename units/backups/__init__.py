"""Backups of the whole portal, and the way back.

A backup folder holds every backup and the files they share:

    TUJUAN/blobs/ab/cd/<sha256>          each evidence file once, however many backups name it
    TUJUAN/20261123T173855Z/             one backup, named by its moment in UTC
        basis-data.sqlite3 | .pgdump     the database by its own safe method
        manifest.json                    what must be there: hashes, counts, migrations, trail

engines     which way of dumping and loading fits the database in use
sqlite      VACUUM INTO, and loading page by page in one transaction
postgresql  pg_dump and pg_restore within one exported snapshot
facts       what a database holds, so that two can be compared
kept_files  copying evidence files by hash
manifest    what a backup says of itself, under a seal
folders     which backups stand in a folder; locking, publishing, pruning
making      one backup from start to end
checking    whether a backup is whole and fits this installation
restoring   a backup onto an empty installation, and repair of single files
drills      the same restoration into a temporary place, as proof
notes       when the last backup was made, proven, or failed

The package stands in `units` because backups and restorations are recorded in the audit trail.
"""
